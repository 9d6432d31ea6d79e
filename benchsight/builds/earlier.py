"""The rows of games as they were before a build: to put them back where dbt, which writes table by table, fails."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager

import psycopg
from psycopg import sql

from benchsight.builds.lock import build_connection
from benchsight.builds.statements import TableStatements


class EarlierRows:
    """Sees the tables as they were when it was made: PostgreSQL keeps the deleted rows as long as somebody may ask."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def put_back(self, connection: psycopg.Connection, tables: Iterable[TableStatements], games: Sequence[int]) -> None:
        """Copy the rows of these games into the tables, from which they were removed."""
        for table in tables:
            if table.strategy == "replace_games":
                self._copy(connection, table, games)

    def _copy(self, connection: psycopg.Connection, table: TableStatements, games: Sequence[int]) -> None:
        listed = sql.SQL(", ").join(map(sql.Literal, games))
        take = sql.SQL("copy (select {} from {} where game_id in ({})) to stdout (format binary)")
        target = sql.Identifier("pg_temp", "earlier_rows") if table.once is not None else table.table
        columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
        if table.once is not None:
            make = sql.SQL("create temporary table {} (like {}) on commit drop")
            connection.execute(make.format(target, table.table))
        with (
            self._connection.cursor() as source,
            connection.cursor() as sink,
            source.copy(take.format(columns, table.table, listed)) as rows,
            sink.copy(sql.SQL("copy {} ({}) from stdin (format binary)").format(target, columns)) as copied,
        ):
            for block in rows:
                copied.write(block)
        if table.once is not None:  # it keeps what it knows of a game over builds, so its rows were not removed
            add = sql.SQL("insert into {} ({}) select {} from {} on conflict do nothing")
            connection.execute(add.format(table.table, columns, columns, target))
            connection.execute(sql.SQL("drop table {}").format(target))


@contextmanager
def earlier_rows(wanted: bool) -> Iterator[EarlierRows | None]:
    """A view of the tables as they are now, held until the block ends; None if it is not wanted."""
    if not wanted:
        yield None
        return
    with closing(build_connection()) as connection:
        connection.execute("begin isolation level repeatable read, read only")
        connection.execute("select 1")  # takes the snapshot
        yield EarlierRows(connection)
