"""What a database holds, as hashes that two runs can be compared by: every row of every table, but no bookkeeping."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

VOLATILE = (
    "created_at", "updated_at", "built_at", "fitted_at",  # when it was written
    "load_id", "source_file",  # by which load, of which copy of the file
    "written_xid", "processed",  # by which transaction, and whether a build has seen it
)  # fmt: skip
"""Columns that say when and by whom a row was written, not what it says."""

STAGED = "^staging_(?!rejects$|.*_history$)"
PUBLISHED = "^(dim|fact|qa|metrics)"

Contents = dict[tuple[str, int | None], tuple[int, str]]
"""By table and game (None: a table without games): how many rows, and the hash of them all."""


@dataclass(frozen=True)
class Table:
    """A table to compare, and whether its rows belong to games."""

    name: str
    of_games: bool


def tables(connection: psycopg.Connection[Any], pattern: str) -> list[Table]:
    """The tables (no views) of schema public whose names match."""
    found = connection.execute(
        "select c.relname, exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'game_id'"
        " and not a.attisdropped) from pg_class as c where c.relnamespace = 'public'::regnamespace"
        " and c.relkind = 'r' and c.relname ~ %s order by 1",
        (pattern,),
    )
    return [Table(*row) for row in found.fetchall()]


def contents(connection: psycopg.Connection[Any], pattern: str = STAGED) -> Contents:
    """The rows of every table that matches, hashed by game; leaves the connection as idle as it was."""
    found: Contents = {}
    with connection.transaction():
        for table in tables(connection, pattern):
            game = sql.SQL("game_id" if table.of_games else "cast(null as int4)")
            statement = sql.SQL(
                "select {game}, count(*), md5(string_agg(line, '' order by line)) from (select *,"
                " md5(cast(to_jsonb(t) - %s::text[] as text)) as line from {table} as t) as lines group by 1"
            ).format(game=game, table=sql.Identifier("public", table.name))
            for game_id, count, hashed in connection.execute(statement, (list(VOLATILE),)):
                found[table.name, game_id] = (count, hashed)
    return found


def differences(expected: Contents, found: Contents) -> dict[str, list[tuple[int | None, int, int]]]:
    """By table: the games that differ, with the rows expected and found."""
    differing: dict[str, list[tuple[int | None, int, int]]] = {}
    for table, game in sorted({*expected, *found}, key=str):
        want, have = expected.get((table, game), (0, "")), found.get((table, game), (0, ""))
        if want != have:
            differing.setdefault(table, []).append((game, want[0], have[0]))
    return differing


def rows_of(found: Contents, table: str) -> int:
    """The rows of a table in all games."""
    return sum(count for (name, _), (count, _) in found.items() if name == table)
