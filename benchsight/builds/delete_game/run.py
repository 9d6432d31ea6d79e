"""Deletes a game in one transaction, while no build runs."""

import time
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from psycopg import errors
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from benchsight.builds import state
from benchsight.builds.delete_game.across_games import recompute, statements_across_games
from benchsight.builds.delete_game.inputs import close_requests, delete_inputs
from benchsight.builds.lock import BuildSession, hold_build_lock
from benchsight.builds.rebuild import audit
from benchsight.builds.run import Say
from benchsight.db.settings import load_settings
from benchsight.errors import BenchSightError

ATTEMPTS = 5
WHOLE_GAME = "*"  # the row of load_history that stands for the deletion as a whole
KNOWN = """
    select exists (select from ops.game_inputs where game_id = %(game)s)
        or exists (select from ops.game_builds where game_id = %(game)s)
"""
DUE = """
    select exists (select from public.staging_events where game_id = %(game)s)
        or exists (select from public.staging_shifts where game_id = %(game)s)
"""


class UnknownGame(BenchSightError):
    """Nothing is staged or built of a game."""


@dataclass(frozen=True)
class DeleteOptions:
    """Whether to delete what is staged too, and to wait for a build that runs; the request of etl_queue it serves."""

    with_inputs: bool = False
    wait: bool = True
    queue_id: int | None = None


@dataclass
class DeletionSummary:
    """What was deleted: rows of each published and staging table that lost some; tables without the game's part.

    ``recomputed`` are the tables kept over many games, made again without it; None: the next build makes them.
    ``is_due`` says that the game is still staged, so that the next build makes its facts again.
    """

    game_id: int
    load_id: UUID
    tables: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=dict)
    recomputed: list[str] | None = None
    requests_closed: int = 0
    is_due: bool = False
    total_rows_deleted: int = 0
    seconds: float = 0.0


def delete_game(game_id: int, options: DeleteOptions | None = None, say: Say = lambda text: None) -> DeletionSummary:
    """Delete what was built of a game, and compute what is kept over many games without it: all of it or nothing.

    Raises UnknownGame, or Busy if a build runs and ``wait`` is off.
    """
    began = time.monotonic()
    options = options or DeleteOptions()
    with hold_build_lock(options.wait, say) as session:
        connection = session.connection
        state.mark_killed_builds(connection)
        row = connection.execute(KNOWN, {"game": game_id}).fetchone()
        if row is None or not row[0]:
            raise UnknownGame(f"nothing is staged or built of game {game_id}")
        load = audit.start(connection, "delete", "game", [(WHOLE_GAME, game_id)], options.queue_id)
        summary = DeletionSummary(game_id, load)
        try:
            _delete(session, options, summary)
        except BaseException as error:
            if not connection.closed:
                audit.end(connection, load, "failed", {}, str(error) or type(error).__name__)
            raise
    summary.seconds = round(time.monotonic() - began, 2)
    return summary


def _delete(session: BuildSession, options: DeleteOptions, summary: DeletionSummary) -> None:
    tables = statements_across_games(session.connection, load_settings())
    retrying = Retrying(  # a tracker that writes at this moment may come in between
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.1, max=2),
        retry=retry_if_exception_type((errors.DeadlockDetected, errors.SerializationFailure)),
        reraise=True,
    )
    for attempt in retrying:
        with attempt, session.connection.transaction():
            _delete_once(session.connection, options, summary)
            if tables is not None:
                summary.recomputed = recompute(session.connection, summary.game_id, tables)
                _forget_build(session.connection, summary.game_id)
            _note(session.connection, summary)


def _delete_once(connection: psycopg.Connection, options: DeleteOptions, summary: DeletionSummary) -> None:
    game_id = summary.game_id
    if options.with_inputs:
        deleted = delete_inputs(connection, game_id, summary.load_id)
        summary.inputs = {table: rows for table, rows in deleted.items() if rows}
        summary.requests_closed = close_requests(connection, game_id, options.queue_id)
    facts = connection.execute("select * from ops.delete_facts(%s)", (game_id,)).fetchall()
    summary.tables = {table: rows for schema, table, rows in facts if schema == "public" and rows}
    summary.total_rows_deleted = sum(summary.tables.values())
    due = connection.execute(DUE, {"game": game_id}).fetchone()
    summary.is_due = due is not None and bool(due[0])


def _forget_build(connection: psycopg.Connection, game_id: int) -> None:
    """Nothing of the game is left to remove, so no build need see to it."""
    connection.execute("delete from ops.game_builds where game_id = %s", (game_id,))


def _note(connection: psycopg.Connection, summary: DeletionSummary) -> None:
    audit.add_deleted(connection, summary.load_id, summary.game_id, summary.tables | summary.inputs)
    audit.end(connection, summary.load_id, "completed", {})
