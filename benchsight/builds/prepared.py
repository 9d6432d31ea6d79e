"""Statements of tables that the server keeps planned in a session, and runs in one round trip."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import psycopg
from psycopg import sql

from benchsight.builds.statements import TableStatements

NAME = "benchsight_{table}_{statement}"
CLOCK = "select cast(extract(epoch from clock_timestamp()) as double precision)"


def prepare(connection: psycopg.Connection, tables: Sequence[TableStatements]) -> list[TableStatements]:
    """Prepare the statements of the tables, in place of earlier ones; return tables whose statements execute them.

    The session must not prepare statements by itself (``prepare_threshold``): psycopg deallocates all of them, these
    too, whenever a transaction is rolled back.
    """
    connection.execute("deallocate all")
    return [_prepared(connection, number, table) for number, table in enumerate(tables)]


def write_together(connection: psycopg.Connection, tables: Sequence[TableStatements]) -> list[tuple[str, float]]:
    """Write prepared tables in one round trip; return the seconds by table, slowest first. Raises psycopg.Error."""
    statements = [CLOCK]
    for table in tables:
        statements += [each.as_string(connection) for each in table.each]
        statements.append(CLOCK)
    times = _only_values(connection.execute("; ".join(statements).encode()))
    seconds = [
        (table.name, round(ended - began, 4)) for table, (began, ended) in zip(tables, pairwise(times), strict=True)
    ]
    return sorted(seconds, key=lambda each: -each[1])


def _only_values(cursor: psycopg.Cursor) -> list[float]:
    """Return the value of each statement that yields a row."""
    values: list[float] = []
    while True:
        if cursor.description is not None:
            values += [value for (value,) in cursor.fetchall()]
        if not cursor.nextset():
            return values


def _prepared(connection: psycopg.Connection, number: int, table: TableStatements) -> TableStatements:
    execute = []
    for place, statement in enumerate(table.each):
        name = sql.Identifier(NAME.format(table=number, statement=place))
        connection.execute(sql.SQL("prepare {} as ").format(name) + statement)
        execute.append(sql.SQL("execute {}").format(name))
    return replace(table, each=execute)
