"""Deletes what was built of a game and, on request, its staged rows, in one transaction while no build runs."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from psycopg import errors, sql
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from benchsight.builds import claims, load_history
from benchsight.builds.dbt.compiled import compiled_tables
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.known import read_known
from benchsight.builds.lock import BuildSession, hold_build_lock
from benchsight.builds.rebuild.tables import TableKind, published_tables
from benchsight.builds.run import OnWait
from benchsight.builds.statements import REMOVE_GONE_ROWS, TableStatements, statements
from benchsight.builds.write import set_planner, set_scope
from benchsight.db.settings import Settings, load_settings
from benchsight.errors import BenchSightError
from ingest.contract.tables import TABLES
from ingest.database.session import lock_games, user_name

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
INPUT_HISTORY = """
    select
        set_config('benchsight.load_id', %(load)s, true),
        set_config('benchsight.source_file', '', true),
        set_config('benchsight.initiated_by', %(who)s, true),
        set_config('benchsight.reason', 'game deleted', true)
"""
CLOSE_REQUESTS = """
    with closed as (
        update public.etl_queue
        set status = 'cancelled', completed_at = clock_timestamp(), error_message = 'the game was deleted'
        where game_id = %(game)s and status = 'pending' and id is distinct from %(queue)s
        returning id
    ), noted as (
        update public.load_history
        set status = 'skipped', completed_at = clock_timestamp(), error_message = 'the game was deleted'
        where status = 'started' and queue_id in (select id from closed)
    )
    select count(*) from closed
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
    """The result of a deletion: rows by published (``tables``) and staging table (``inputs``) that lost some.

    ``recomputed``: the tables kept over many games, written without it; None: the next build writes them.
    ``is_due``: the game is still staged, so the next build makes its facts again.
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


def delete_game(
    game_id: int, options: DeleteOptions | None = None, on_wait: OnWait = lambda text: None
) -> DeletionSummary:
    """Delete what was built of a game and recompute what is kept over many games without it, all or nothing.

    Raises UnknownGame, or Busy if a build runs and ``wait`` is off.
    """
    began = time.monotonic()
    options = options or DeleteOptions()
    with hold_build_lock(options.wait, on_wait) as session:
        connection = session.connection
        claims.mark_killed_builds(connection)
        row = connection.execute(KNOWN, {"game": game_id}).fetchone()
        if row is None or not row[0]:
            raise UnknownGame(f"nothing is staged or built of game {game_id}")
        load = load_history.start(connection, "delete", "game", [(WHOLE_GAME, game_id)], options.queue_id)
        summary = DeletionSummary(game_id, load)
        try:
            _delete(session, options, summary)
        except BaseException as error:
            if not connection.closed:
                load_history.end(connection, load, "failed", {}, str(error) or type(error).__name__)
            raise
    summary.seconds = round(time.monotonic() - began, 2)
    return summary


def _delete(session: BuildSession, options: DeleteOptions, summary: DeletionSummary) -> None:
    tables = _statements_over_games(session.connection, load_settings())
    retrying = Retrying(  # a tracker may write at the same moment
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.1, max=2),
        retry=retry_if_exception_type((errors.DeadlockDetected, errors.SerializationFailure)),
        reraise=True,
    )
    for attempt in retrying:
        with attempt, session.connection.transaction():
            _delete_once(session.connection, options, summary)
            if tables is not None:
                summary.recomputed = _recompute(session.connection, summary.game_id, tables)
                _forget_build(session.connection, summary.game_id)
            _note(session.connection, summary)


def _delete_once(connection: psycopg.Connection, options: DeleteOptions, summary: DeletionSummary) -> None:
    game_id = summary.game_id
    if options.with_inputs:
        deleted = delete_inputs(connection, game_id, summary.load_id)
        summary.inputs = {table: rows for table, rows in deleted.items() if rows}
        summary.requests_closed = _close_requests(connection, game_id, options.queue_id)
    facts = connection.execute("select * from ops.delete_facts(%s)", (game_id,)).fetchall()
    summary.tables = {table: rows for schema, table, rows in facts if schema == "public" and rows}
    summary.total_rows_deleted = sum(summary.tables.values())
    due = connection.execute(DUE, {"game": game_id}).fetchone()
    summary.is_due = due is not None and bool(due[0])


def _forget_build(connection: psycopg.Connection, game_id: int) -> None:
    """Forget the last build of the game: nothing of it is left for a build to remove."""
    connection.execute("delete from ops.game_builds where game_id = %s", (game_id,))


def _note(connection: psycopg.Connection, summary: DeletionSummary) -> None:
    load_history.add_deleted(connection, summary.load_id, summary.game_id, summary.tables | summary.inputs)
    load_history.end(connection, summary.load_id, "completed", {})


def delete_inputs(connection: psycopg.Connection, game_id: int, load: UUID) -> dict[str, int]:
    """Delete the staged and rejected rows of a game, which the input history keeps; return the rows by table.

    Waits for a load of the game.
    """
    with connection.cursor() as cursor:
        lock_games(cursor, [game_id])
        cursor.execute(INPUT_HISTORY, {"load": str(load), "who": user_name()[:100]})
        deleted = {}
        for table in [*_tables_of_games(), "staging_rejects"]:
            statement = sql.SQL("delete from {} where game_id = %s").format(sql.Identifier("public", table))
            deleted[table] = cursor.execute(statement, (game_id,)).rowcount
    return deleted


def _close_requests(connection: psycopg.Connection, game_id: int, queue_id: int | None) -> int:
    """Cancel the pending requests of the game, except ``queue_id``, which asked for this; return how many."""
    row = connection.execute(CLOSE_REQUESTS, {"game": game_id, "queue": queue_id}).fetchone()
    return 0 if row is None else int(row[0])


def _tables_of_games() -> list[str]:
    """List the staging tables with a column game_id, each before the table that its rows depend on."""
    return [table.name for table in reversed(TABLES.values()) if table.of_games]


def _statements_over_games(connection: psycopg.Connection, settings: Settings) -> list[TableStatements] | None:
    """Return the statements of tables kept over many games (metrics, dimensions); None if other models made them."""
    code = code_version(settings.project_root)
    if not read_known(connection, code).relations_are_current:
        return None
    published = published_tables(settings.project_root).values()
    names = {table.name for table in published if table.kind in (TableKind.ENTITY, TableKind.WHOLE)}
    compiled = compiled_tables(dbt_project(settings), code)
    return statements(connection, [model for model in compiled if model.name in names])


def _recompute(connection: psycopg.Connection, game_id: int, tables: Sequence[TableStatements]) -> list[str]:
    """Write the rows of the tables that the game concerns; return the names of the tables.

    Call it in a transaction, with the build lock held and the game's own rows deleted.
    """
    set_planner(connection, local=True)
    set_scope(connection, {game_id: 0})
    for table in tables:
        for statement in ([table.once] if table.once is not None else []) + list(table.each):
            connection.execute(statement)
    connection.execute(REMOVE_GONE_ROWS)
    connection.execute(claims.EMPTY_SCOPE)
    return sorted(table.name for table in tables)
