"""Writes tables of all games that do not break them: finds those that do, and leaves them out.

A build that goes well pays nothing for this: it is asked only after a table could not be written.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from benchsight.builds.statements import TableStatements

# Errors of a statement over the rows it was given. What else goes wrong is no game's doing.
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
class Written:
    """What came of writing tables: games that were left out, and of which of them the rows of an earlier build stay.

    ``unwritten``: tables over many games that failed, and stay as they are.
    """

    left_out: dict[int, ModelFailed] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    unwritten: list[ModelFailed] = field(default_factory=list)
    seconds: list[tuple[str, float]] = field(default_factory=list)


def set_scope(connection: psycopg.Connection, versions: Versions) -> None:
    """These games, with the versions of their input, are those that the models read."""
    connection.execute("delete from ops.build_scope")  # not truncate: that voids every plan that reads it
    connection.execute(SCOPE, (list(versions), list(versions.values())))


def write(connection: psycopg.Connection, table: TableStatements) -> None:
    """Write a table for the games in scope. Raises ModelFailed if its rows do not allow that."""
    try:
        for statement in table.each:
            connection.execute(statement)
    except BY_ROWS as error:
        raise ModelFailed(table.name, error) from error


def write_apart(connection: psycopg.Connection, tables: Sequence[TableStatements], games: Versions) -> Written:
    """Write the tables, in one transaction, for all of the games that let them; the scope is then of those.

    A game that breaks a table is left out of all of them: what stood there of it stays. A table over many games that
    fails keeps its rows. Raises ModelFailed if a table fails without any game: then it is the model's fault.
    """
    written = Written()
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
    connection: psycopg.Connection, tables: Sequence[TableStatements], games: Versions, written: Written
) -> dict[int, ModelFailed]:
    """Write the tables one by one; the games that break one are left out of those that follow, and returned."""
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
    """The games without which a table can be written, by halves: each with its own failure.

    Of two games that fail only together, the later one. Raises ModelFailed if it fails without any.
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
    """What writing the table for these games would raise; nothing is changed."""
    try:
        with connection.transaction(force_rollback=True):
            set_scope(connection, games)
            write(connection, table)
    except ModelFailed as failed:
        return failed
    return None


def remove(connection: psycopg.Connection, tables: Sequence[TableStatements], games: Sequence[int]) -> None:
    """Delete the rows of these games from the tables that are kept per game."""
    for table in tables:
        if table.strategy == "replace_games" and table.once is None:
            connection.execute(sql.SQL("delete from {} where game_id = any(%s)").format(table.table), (list(games),))
