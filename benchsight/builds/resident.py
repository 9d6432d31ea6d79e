"""Builds games in a long-lived session: dbt's compiled statements, planned once, all tables in one transaction."""

import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

import psycopg

from benchsight.builds import state
from benchsight.builds.dbt.compiled import compiled_tables
from benchsight.builds.dbt.project import CodeVersion, dbt_project
from benchsight.builds.errors import SessionLost
from benchsight.builds.failures import standing
from benchsight.builds.lock import build_connection, locked
from benchsight.builds.plan import Part, Request, make_plan
from benchsight.builds.run import MANY_GAMES, BuildOptions, OnWait, build
from benchsight.builds.set_aside import record, write_in_session
from benchsight.builds.statements import REMOVE_GONE_ROWS, TableStatements, prepare_session, statements
from benchsight.builds.summary import BuildSummary, NodeFailure
from benchsight.builds.write import ONE_STATE, PLANNER, ModelFailed, WriteResult, write
from benchsight.db.settings import load_settings
from benchsight.errors import Busy
from benchsight.quality.monitor import run_monitor

# Rows of one game are few; to merge them the planner would read an index to its end.
ONE_GAME = {"enable_mergejoin": "off"}
RESIDENT_PARTS = (Part.TABLES, Part.WHOLE_TABLES)


class ResidentBuilder:
    """Builds the same rows as ``benchsight build --no-tests``, without starting dbt.

    A build that needs dbt itself (the first one, changed models, many games) starts it. Not thread-safe.
    ``dimensions_later``: a build of games leaves the tables that are not kept per game to ``settle``, since to compare
    them takes longer the larger the league is; until then they stay due, so that any other build writes them too.
    """

    def __init__(self, dimensions_later: bool = False) -> None:
        self._dimensions_later = dimensions_later
        self._settings = load_settings()
        self._code = CodeVersion(self._settings.project_root)
        self._connection: psycopg.Connection | None = None
        self._tables: list[TableStatements] = []
        self._tables_code = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the session, and with it the planned statements."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._tables_code = ""

    def build(self, request: Request, on_wait: OnWait = lambda text: None) -> BuildSummary:
        """Build the games asked for, or those that are due; the summary names models that failed.

        Raises as ``benchsight.builds.build``; after SessionLost the next call begins a new session.
        """
        try:
            summary = self._build_here(request, on_wait)
        except psycopg.OperationalError as error:
            self.close()
            raise SessionLost(f"the database session of the build was lost: {error}") from error
        return summary or build(BuildOptions(request, tests=False), on_wait)

    def settle(self) -> BuildSummary | None:
        """Write the tables that builds of games left; None if there is nothing to write, or another build runs.

        Raises as ``build``.
        """
        try:
            known = state.read_known(self._session(), self._code.current(), only=[0])
            if known.league_is_current or not known.relations_are_current or known.missing:
                return None  # models that changed are for dbt, which writes these tables too
            return self._build_here(Request(dimensions=True), lambda text: None, wait=False)
        except Busy:
            return None
        except psycopg.OperationalError as error:
            self.close()
            raise SessionLost(f"the database session of the build was lost: {error}") from error

    def warm_up(self) -> None:
        """Plan every statement before the first build, unless a build runs or dbt has to make the tables first."""
        try:
            with locked(self._session(), wait=False, on_wait=lambda text: None) as session:
                plan = make_plan(Request(), state.read_known(session.connection, code := self._code.current()), code)
                if plan.part == Part.EVERYTHING:
                    return
                tables = self._statements(session.connection, code)
                state.expect_few_games(session.connection)
                with session.connection.transaction(force_rollback=True):
                    _write(session.connection, tables)
        except (Busy, ModelFailed):
            return  # the build itself reports it

    def _build_here(self, request: Request, on_wait: OnWait, wait: bool = True) -> BuildSummary | None:
        """Build and return the summary; None, with nothing done, if it needs dbt."""
        started = time.perf_counter()
        with locked(self._session(), wait, on_wait) as session:
            waited = time.perf_counter()
            connection, code = session.connection, self._code.current()
            state.mark_killed_builds(connection)
            state.expect_few_games(connection)
            with connection.transaction():
                connection.execute("set transaction isolation level repeatable read")
                plan = make_plan(request, state.read_known(connection, code, only=request.games), code)
                if plan.part == Part.NOTHING:
                    return BuildSummary("nothing", Part.NOTHING, set_aside=standing(connection))
                if plan.part not in RESIDENT_PARTS or len(plan.games) > MANY_GAMES:
                    return None
                later = self._dimensions_later and plan.part == Part.TABLES
                claim = state.claim(connection, plan, code, None, analyze=False, writes_dimensions=not later)
            summary = claim.new_summary(request.select)
            summary.seconds = {"waiting": round(waited - started, 3), "claim": round(time.perf_counter() - waited, 3)}
            self._run(connection, claim, summary, later)
            if summary.games_failed or claim.retries_failures:
                run_monitor(connection)  # alerts are raised, or resolved, at once
            return summary

    def _run(
        self, connection: psycopg.Connection, claim: state.BuildClaim, summary: BuildSummary, dimensions_later: bool
    ) -> None:
        started = time.perf_counter()
        try:
            tables = self._statements(connection, claim.code)
            if claim.plan.part == Part.WHOLE_TABLES:
                tables = [table for table in tables if not table.is_kept_per_game]
            apart: WriteResult | None = None
            try:
                summary.model_seconds = _write_at_once(connection, tables, dimensions_later)
            except ModelFailed:
                if not claim.plan.games:
                    raise
                apart = write_in_session(connection, tables, claim)
                summary.model_seconds = apart.seconds
            written = time.perf_counter()
            state.note_models_built(connection, claim)
            if apart is None:
                state.complete(connection, claim)
                summary.recorded = True
            else:
                record(connection, claim, summary, apart)
        except ModelFailed as failed:
            summary.status, summary.models_failed = "failed", [NodeFailure(failed.model, str(failed))]
            state.fail(connection, claim, summary.first_failure())
            return
        except psycopg.OperationalError:
            raise  # the next build marks this run as killed
        except BaseException as error:
            state.fail(connection, claim, str(error) or type(error).__name__)
            raise
        summary.seconds["models"] = round(written - started, 3)
        summary.seconds["completion"] = round(time.perf_counter() - written, 3)

    def _statements(self, connection: psycopg.Connection, code: str) -> list[TableStatements]:
        """Return the statements of this version of the project, compiled again when it has changed."""
        if self._tables_code != code:
            tables = statements(connection, compiled_tables(dbt_project(self._settings), code), game_by_game=True)
            prepare_session(connection, tables)
            self._tables, self._tables_code = tables, code
        return self._tables

    def _session(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self.close()
            self._connection = build_connection()
            self._connection.prepare_threshold = 0
            self._connection.prepared_max = None
            for name, value in (PLANNER | ONE_GAME).items():
                self._connection.execute("select set_config(%s, %s, false)", (name, value))
        return self._connection


def _write_at_once(
    connection: psycopg.Connection, tables: Sequence[TableStatements], dimensions_later: bool
) -> list[tuple[str, float]]:
    """Write the tables in one transaction; return the seconds by table. Raises ModelFailed if a table takes no row.

    A player or team that no dimension has yet is no reason to fail: then the dimensions are written first.
    """
    of_games = [table for table in tables if table.is_kept_per_game]
    try:
        with connection.transaction():
            # One snapshot of the input for all tables: a tracker may write meanwhile.
            connection.execute(ONE_STATE)
            seconds = _write(connection, of_games if dimensions_later else tables)
            if not dimensions_later:
                connection.execute(REMOVE_GONE_ROWS)
            return seconds
    except ModelFailed as failed:
        if dimensions_later and isinstance(failed.error, psycopg.errors.ForeignKeyViolation):
            return _write_at_once(connection, tables, dimensions_later=False)
        raise


def _write(connection: psycopg.Connection, tables: Iterable[TableStatements]) -> list[tuple[str, float]]:
    """Write the tables; return the seconds by table, slowest first."""
    seconds = []
    for table in tables:
        started = time.perf_counter()
        write(connection, table)
        seconds.append((table.name, round(time.perf_counter() - started, 3)))
    return sorted(seconds, key=lambda each: -each[1])
