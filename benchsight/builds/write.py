"""Writes the rows of games to tables; if games break a table, finds them, leaves them out and restores earlier rows.

A build without failures calls only ``write``.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from benchsight.builds.lock import build_connection
from benchsight.builds.statements import TableStatements

# Errors that rows can cause. Any other error is not the fault of a game.
BY_ROWS = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.ProgrammingError,
    psycopg.InternalError,
    psycopg.NotSupportedError,
)
SCOPE = "insert into ops.build_scope (game_id, input_version) select * from unnest(%s::integer[], %s::bigint[])"
# As macro planner_settings sets them for a table that dbt makes.
PLANNER = {"jit": "off", "work_mem": "64MB"}
ONE_STATE = "set transaction isolation level repeatable read"

Versions = Mapping[int, int]


class ModelFailed(Exception):
    """A statement of a model failed; nothing was written."""

    def __init__(self, model: str, error: psycopg.Error) -> None:
        super().__init__(error.diag.message_primary or str(error))
        self.model, self.error = model, error


@dataclass
class WriteResult:
    """Result of writing tables: games left out, and which of them keep the rows of an earlier build.

    ``unwritten``: tables over many games that failed and keep their rows. ``seconds``: by table, slowest first.
    """

    left_out: dict[int, ModelFailed] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    unwritten: list[ModelFailed] = field(default_factory=list)
    seconds: list[tuple[str, float]] = field(default_factory=list)


def set_planner(connection: psycopg.Connection, *, local: bool, more: Mapping[str, str] | None = None) -> None:
    """Set what dbt sets for a table that it makes, and ``more``: for the transaction (``local``), or the session."""
    for name, value in (PLANNER | dict(more or {})).items():
        connection.execute("select set_config(%s, %s, %s)", (name, value, local))


def set_scope(connection: psycopg.Connection, versions: Versions) -> None:
    """Make the models read these games, with these versions of their input."""
    connection.execute("delete from ops.build_scope")  # truncate would invalidate every kept plan that reads it
    connection.execute(SCOPE, (list(versions), list(versions.values())))


def write(connection: psycopg.Connection, table: TableStatements) -> int:
    """Write a table for the games in scope; return how many rows it added. Raises ModelFailed if its rows break it."""
    try:
        *before, last = table.each
        for statement in before:
            connection.execute(statement)
        return connection.execute(last).rowcount
    except BY_ROWS as error:
        raise ModelFailed(table.name, error) from error


def write_apart(connection: psycopg.Connection, tables: Sequence[TableStatements], games: Versions) -> WriteResult:
    """Write the tables in one transaction, without the games that break one; set the scope to the games written.

    A game that breaks a table is left out of all of them and keeps its earlier rows. A table over many games that
    fails keeps its rows. Raises ModelFailed if a table fails without any game: the model is at fault.
    """
    written = WriteResult()
    while True:
        games = {game: version for game, version in games.items() if game not in written.left_out}
        found: dict[int, ModelFailed] = {}
        with connection.transaction() as transaction:
            connection.execute(ONE_STATE)
            written.unwritten, written.seconds = [], []
            found = _attempt(connection, tables, games, written)
            if found:
                raise psycopg.Rollback(transaction)
        if not found:
            written.seconds.sort(key=lambda each: -each[1])
            return written
        written.left_out |= found


def _attempt(
    connection: psycopg.Connection, tables: Sequence[TableStatements], games: Versions, written: WriteResult
) -> dict[int, ModelFailed]:
    """Write the tables one by one; return the games that break one, and leave them out of the tables that follow."""
    found: dict[int, ModelFailed] = {}
    set_scope(connection, games)
    for table in tables:
        if found and table.strategy == "replace_entities":
            continue  # it would see tables half written
        started = time.perf_counter()
        try:
            with connection.transaction():
                write(connection, table)
        except ModelFailed as failed:
            if table.strategy == "replace_all":
                written.unwritten.append(failed)
                continue
            found |= _culprits(connection, table, {game: games[game] for game in games if game not in found})
            set_scope(connection, {game: version for game, version in games.items() if game not in found})
            with connection.transaction():
                write(connection, table)
        written.seconds.append((table.name, round(time.perf_counter() - started, 3)))
    return found


def _culprits(connection: psycopg.Connection, table: TableStatements, games: Versions) -> dict[int, ModelFailed]:
    """Find by bisection the games that break a table, each with its own failure.

    Of two games that fail only together, the later one. Raises ModelFailed if the table fails without any game.
    """
    if (of_nothing := _failure(connection, table, {})) is not None:
        raise of_nothing
    good: dict[int, int] = {}
    bad: dict[int, ModelFailed] = {}

    def look(part: list[int]) -> None:
        failure = _failure(connection, table, good | {game: games[game] for game in part})
        if failure is None:
            good.update({game: games[game] for game in part})
        elif len(part) == 1:
            bad[part[0]] = failure
        else:
            half = len(part) // 2
            look(part[:half])
            look(part[half:])

    look(list(games))
    return bad


def _failure(connection: psycopg.Connection, table: TableStatements, games: Versions) -> ModelFailed | None:
    """Return what writing the table for these games would raise; roll back."""
    try:
        with connection.transaction(force_rollback=True):
            set_scope(connection, games)
            write(connection, table)
    except ModelFailed as failed:
        return failed
    return None


def remove(connection: psycopg.Connection, tables: Sequence[TableStatements], games: Sequence[int]) -> None:
    """Delete the rows of these games from the tables kept per game."""
    for table in tables:
        if table.is_kept_per_game and table.once is None:
            connection.execute(sql.SQL("delete from {} where game_id = any(%s)").format(table.table), (list(games),))


class EarlierRows:
    """The tables as they were before a build, in a snapshot: PostgreSQL keeps deleted rows while it is open."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def put_back(self, connection: psycopg.Connection, tables: Iterable[TableStatements], games: Sequence[int]) -> None:
        """Copy the earlier rows of these games back into the tables, from which they were removed."""
        for table in tables:
            if table.is_kept_per_game:
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
        if table.once is not None:  # it keeps rows over builds, so they were not removed
            add = sql.SQL("insert into {} ({}) select {} from {} on conflict do nothing")
            connection.execute(add.format(table.table, columns, columns, target))
            connection.execute(sql.SQL("drop table {}").format(target))


@contextmanager
def earlier_rows(wanted: bool) -> Iterator[EarlierRows | None]:
    """Hold a snapshot of the tables as they are now until the block ends; None unless ``wanted``."""
    if not wanted:
        yield None
        return
    with closing(build_connection()) as connection:
        connection.execute("begin isolation level repeatable read, read only")
        connection.execute("select 1")  # takes the snapshot
        yield EarlierRows(connection)
