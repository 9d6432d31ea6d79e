"""Compares rows of a published table with those that are expected, cell by cell."""

from collections.abc import Sequence

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from .truth import Row, Table


def published_rows(connection: psycopg.Connection, games: Sequence[int], table: str, key: tuple[str, ...]) -> Table:
    """The rows of a table that belong to some games, by their key."""
    query = sql.SQL("select * from {} where game_id = any(%s)").format(sql.Identifier(table))
    with connection.cursor(row_factory=dict_row) as cursor:
        return {tuple(row[name] for name in key): row for row in cursor.execute(query, (list(games),))}


def differences(table: str, published: Table, expected: Table) -> list[str]:
    """What a table says otherwise than expected, one sentence each, and rows too many or missing."""
    found = [f"{table} {row}: published, not expected" for row in sorted(published.keys() - expected.keys())]
    found += [f"{table} {row}: expected, not published" for row in sorted(expected.keys() - published.keys())]
    for row in sorted(published.keys() & expected.keys()):
        found += _cells(f"{table} {row}", published[row], expected[row])
    return found


def _cells(place: str, published: Row, expected: Row) -> list[str]:
    return [
        f"{place} {column}: {published[column]}, expected {value}"
        for column, value in expected.items()
        if published[column] != value
    ]
