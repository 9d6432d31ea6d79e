"""Copies the rows that an engine yields into PostgreSQL's tables."""

from collections.abc import Collection, Iterable
from contextlib import nullcontext
from pathlib import Path

import psycopg
from psycopg import sql

from benchsight.builds.statements import TableStatements
from benchsight.engines.by_index import by_index
from benchsight.engines.keys import unchecked_keys

BLOCK = 1 << 20
STATISTICS = "set local default_statistics_target = 10"  # as macro analyze_new_table: the widest takes 8 s otherwise


def remove_games(connection: psycopg.Connection, table: TableStatements, games: Collection[int]) -> None:
    """Delete the rows of these games."""
    if games:
        with by_index(connection):
            connection.execute(sql.SQL("delete from {} where game_id = any(%s)").format(table.table), (list(games),))


def copy_rows(connection: psycopg.Connection, table: TableStatements, file: Path, checks_keys: bool = True) -> int:
    """Copy a CSV file, its columns in the table's order, into the table; return the number of rows."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(table.table, columns)
    with connection.cursor() as cursor, nullcontext() if checks_keys else unchecked_keys(connection):
        with cursor.copy(statement) as copied, file.open("rb") as rows:
            while block := rows.read(BLOCK):
                copied.write(block)
        return cursor.rowcount


def analyze(connection: psycopg.Connection, tables: Iterable[TableStatements]) -> None:
    """Tell the planner of the rows that were written, for the tables that PostgreSQL makes of them."""
    connection.execute(STATISTICS)
    for table in tables:
        connection.execute(sql.SQL("analyze {}").format(table.table))
