"""Builds games in a long-lived session: dbt's compiled statements, planned once, all tables in one transaction."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

import psycopg

from benchsight.builds import claims
from benchsight.builds.by_statements import ONE_GAME, in_one_transaction, needs_no_dbt, tables_of
from benchsight.builds.dbt.compiled import compiled_tables
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.errors import SessionLost
from benchsight.builds.failures import standing
from benchsight.builds.known import games_with_totals_due, read_known
from benchsight.builds.lock import build_connection, locked
from benchsight.builds.plan import Part, Request, make_plan
from benchsight.builds.prepared import prepare, write_together
from benchsight.builds.run import BuildOptions, OnWait, build
from benchsight.builds.set_aside import record, write_in_session
from benchsight.builds.statements import TableStatements, prepare_session, statements
from benchsight.builds.summary import BuildSummary, NodeFailure
from benchsight.builds.write import BY_ROWS, ModelFailed, WriteResult, set_planner, write
from benchsight.db.settings import load_settings
from benchsight.errors import Busy
from benchsight.quality.monitor import run_monitor

# A claim need not be on disk before the facts: to commit these writes it, too.
NOT_ON_DISK_YET = "set local synchronous_commit = off"
NO_LONG_WAIT = "set local lock_timeout = '100ms'"
NO_GAME = 0  # what is asked of it is known of the league alone
# What makes the server drop plans: new statistics of a table, and a new schema, which each of its about 100 slots for
# sessions has made for it when a session in it first makes a temporary table, as a load does.
DROPS_PLANS = """
    select
        max(greatest(
            pg_stat_get_last_vacuum_time(oid), pg_stat_get_last_autovacuum_time(oid),
            pg_stat_get_last_analyze_time(oid), pg_stat_get_last_autoanalyze_time(oid)
        )),
        (select count(*) from pg_namespace)
    from pg_class where relkind = 'r'
"""


class ResidentBuilder:
    """Builds the same rows as ``benchsight build --no-tests``, without starting dbt.

    A build that needs dbt itself (the first one, changed models, many games) starts it. Not thread-safe.
    ``facts_first``: a build of games leaves what is not kept per game to ``settle``: dimensions, metrics and tables of
    seasons, which take longer the larger the league or the season is. They stay due, so that any other build writes
    them too.
    """

    def __init__(self, facts_first: bool = False) -> None:
        self._facts_first = facts_first
        self._settings = load_settings()
        self._connection: psycopg.Connection | None = None
        self._tables: list[TableStatements] = []
        self._tables_code = ""
        self._planned_after: tuple[object, ...] | None = None

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
            games = games_with_totals_due(self._session())
            known = read_known(self._session(), self._code(), only=games or [NO_GAME])
            if (known.league_is_current and not games) or not known.relations_are_current or known.missing:
                return None  # models that changed are for dbt, which writes these tables too
            return self._build_here(Request(games, dimensions=True), lambda text: None, wait=False)
        except Busy:
            return None
        except psycopg.OperationalError as error:
            self.close()
            raise SessionLost(f"the database session of the build was lost: {error}") from error

    def warm_up(self) -> None:
        """Plan the statements that are not planned, unless a build runs or dbt has to make the tables first.

        The server drops plans now and then (``DROPS_PLANS``); to make all again takes a second.
        """
        try:
            seen = self._session().execute(DROPS_PLANS).fetchone()
            if self._tables_code and seen == self._planned_after:
                return
            with locked(self._session(), wait=False, on_wait=lambda text: None) as session:
                known = read_known(session.connection, code := self._code(), only=[NO_GAME])
                if make_plan(Request(), known, code).part == Part.EVERYTHING:
                    return
                tables = self._statements(session.connection, code)
                claims.expect_few_games(session.connection)
                with session.connection.transaction(force_rollback=True):
                    session.connection.execute(NO_LONG_WAIT)
                    session.connection.execute(claims.EMPTY_SCOPE)
                    write_together(session.connection, tables)
            self._planned_after = seen
        except (Busy, psycopg.errors.LockNotAvailable, *BY_ROWS):
            return  # the build itself reports it
        except psycopg.OperationalError:
            self.close()
            raise

    def _build_here(self, request: Request, on_wait: OnWait, wait: bool = True) -> BuildSummary | None:
        """Build and return the summary; None, with nothing done, if it needs dbt."""
        started = time.perf_counter()
        with locked(self._session(), wait, on_wait) as session:
            waited = time.perf_counter()
            connection, code = session.connection, self._code()
            claims.mark_killed_builds(connection)
            claims.expect_few_games(connection)
            with connection.transaction():
                connection.execute("set transaction isolation level repeatable read")
                connection.execute(NOT_ON_DISK_YET)
                plan = make_plan(request, read_known(connection, code, only=request.games), code)
                if plan.part == Part.NOTHING:
                    return BuildSummary("nothing", Part.NOTHING, set_aside=standing(connection))
                if not needs_no_dbt(plan):
                    return None
                # The totals of a game that is gone are written at once: nothing of it stays that would remember them.
                later = self._facts_first and plan.part == Part.TABLES and all(game.is_tracked for game in plan.games)
                claim = claims.claim(connection, plan, code, None, analyze=False, leaves_totals=later)
            summary = claim.new_summary(request.select)
            summary.seconds = {"waiting": round(waited - started, 3), "claim": round(time.perf_counter() - waited, 3)}
            self._run(connection, claim, summary)
            if summary.games_failed or claim.retries_failures:
                run_monitor(connection)  # alerts are raised, or resolved, at once
            return summary

    def _run(self, connection: psycopg.Connection, claim: claims.BuildClaim, summary: BuildSummary) -> None:
        started = time.perf_counter()
        try:
            tables = self._statements(connection, claim.code)
            apart: WriteResult | None = None
            try:
                summary.model_seconds, claim = _write_at_once(connection, tables, claim)
            except ModelFailed:
                if not claim.plan.games:
                    raise
                claim = replace(claim, leaves_totals=False)
                apart = write_in_session(connection, tables, claim)
                summary.model_seconds = apart.seconds
            written = time.perf_counter()
            claims.note_models_built(connection, claim)
            if apart is None:
                claims.complete(connection, claim)
                summary.recorded = True
            else:
                record(connection, claim, summary, apart)
        except ModelFailed as failed:
            summary.status, summary.models_failed = "failed", [NodeFailure(failed.model, str(failed))]
            claims.fail(connection, claim, summary.first_failure())
            return
        except psycopg.OperationalError:
            raise  # the next build marks this run as killed
        except BaseException as error:
            claims.fail(connection, claim, str(error) or type(error).__name__)
            raise
        summary.seconds["models"] = round(written - started, 3)
        summary.seconds["completion"] = round(time.perf_counter() - written, 3)

    def _statements(self, connection: psycopg.Connection, code: str) -> list[TableStatements]:
        """Return the statements of this version of the project, compiled again when it has changed."""
        if self._tables_code != code:
            tables = statements(connection, compiled_tables(dbt_project(self._settings), code), game_by_game=True)
            prepare_session(connection, tables)
            self._tables, self._tables_code = prepare(connection, tables), code
        return self._tables

    def _code(self) -> str:
        return code_version(self._settings.project_root)

    def _session(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self.close()
            self._connection = build_connection()
            self._connection.prepare_threshold = None  # see benchsight.builds.prepared
            set_planner(self._connection, local=False, more=ONE_GAME)
        return self._connection


def _write_at_once(
    connection: psycopg.Connection, tables: Sequence[TableStatements], claim: claims.BuildClaim
) -> tuple[list[tuple[str, float]], claims.BuildClaim]:
    """Write the tables of a build in one transaction; return the seconds by table, and what the claim came to.

    A player or team that no dimension has yet is no reason to fail: then nothing is left for later.
    Raises ModelFailed if a table takes no row.
    """
    written = tables_of(claim, tables)
    try:
        return in_one_transaction(connection, written, claim, write_together), claim
    except psycopg.errors.ForeignKeyViolation:
        if claim.leaves_totals:
            return _write_at_once(connection, tables, replace(claim, leaves_totals=False))
    except BY_ROWS:
        pass
    # Once more, a table at a time, which tells whose rows it was.
    return in_one_transaction(connection, written, claim, _write_each), claim


def _write_each(connection: psycopg.Connection, tables: Iterable[TableStatements]) -> list[tuple[str, float]]:
    """Write the tables one after another; return the seconds by table, slowest first. Raises ModelFailed."""
    seconds = []
    for table in tables:
        started = time.perf_counter()
        write(connection, table)
        seconds.append((table.name, round(time.perf_counter() - started, 3)))
    return sorted(seconds, key=lambda each: -each[1])
