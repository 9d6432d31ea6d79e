"""One build, from lock to summary."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import psycopg

from benchsight.builds import claims
from benchsight.builds.by_statements import MANY_GAMES, needs_no_dbt, write_tables
from benchsight.builds.data_tests import record_tests, sorted_out, testing
from benchsight.builds.dbt.arguments import MAY_BE_EMPTY, model_arguments, test_arguments
from benchsight.builds.dbt.process import Collected, NodeResult, StepResult, run_dbt
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.engine import Engine, EngineFailed
from benchsight.builds.errors import BuildError, SessionLost
from benchsight.builds.failures import standing
from benchsight.builds.known import read_known
from benchsight.builds.lock import BuildSession, hold_build_lock
from benchsight.builds.plan import Part, Request, make_plan
from benchsight.builds.relations import not_restored, note_relations, note_whole, refuse_to_drop
from benchsight.builds.set_aside import record, write_after_dbt
from benchsight.builds.summary import BuildSummary, are_all, count_tables, read_flagged
from benchsight.builds.write import EarlierRows, ModelFailed, WriteResult, earlier_rows, set_scope
from benchsight.db.settings import Settings, load_settings
from benchsight.quality.monitor import run_monitor

OnWait = Callable[[str], None]
Progress = Callable[[str, int, str | None], None]


@dataclass(frozen=True)
class BuildOptions:
    """Options of a build: which games, whether to test, whether to wait for a build that runs.

    ``drop_dependents``: drop objects of users that depend on recreated relations and cannot be restored. ``engine``:
    what writes the games if it takes them; None for PostgreSQL.
    """

    request: Request = field(default_factory=Request)
    tests: bool = True
    wait: bool = True
    drop_dependents: bool = False
    engine: Engine | None = None


def build(
    options: BuildOptions,
    on_wait: OnWait = lambda text: None,
    progress: Progress = lambda step, total, node: None,
) -> BuildSummary:
    """Build the games asked for, or those that are due; the summary names models and tests that failed.

    ``on_wait`` is called with a message before waiting, ``progress`` with a step's name, its nodes in all and the node
    that has just ended.
    Raises Busy if another build runs and ``wait`` is off, BuildError for unknown games or a build cut short.
    """
    settings = load_settings()
    started = time.monotonic()
    with hold_build_lock(options.wait, on_wait) as session:
        waited = time.monotonic() - started
        claims.mark_killed_builds(session.connection)
        code = code_version(settings.project_root)
        claim = _claim(session.connection, options, code)
        if claim is None:
            return BuildSummary("nothing", Part.NOTHING, set_aside=standing(session.connection))
        return _Build(settings, session, claim, options, progress).run(waited)


def _claim(connection: psycopg.Connection, options: BuildOptions, code: str) -> claims.BuildClaim | None:
    """Plan and claim in one snapshot, so that a row written later makes its game due again.

    Raises BuildError if relations would be recreated on which objects depend that cannot be restored.
    """
    request = options.request
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read")
        plan = make_plan(request, read_known(connection, code, request.rebuild), code)
        if plan.part == Part.EVERYTHING and not options.drop_dependents:
            refuse_to_drop(connection, tables_too=plan.full_refresh)
        return None if plan.part == Part.NOTHING else claims.claim(connection, plan, code, request.select)


class _Build:
    """A build that has begun."""

    def __init__(
        self,
        settings: Settings,
        session: BuildSession,
        claim: claims.BuildClaim,
        options: BuildOptions,
        progress: Progress,
    ) -> None:
        self.settings, self.session, self.claim, self.options = settings, session, claim, options
        self.progress = progress
        self.steps = ["models", "tests"] if options.tests else ["models"]
        self.results: list[NodeResult] = []
        self.summary = claim.new_summary(options.request.select)
        self.games = [game.game_id for game in claim.plan.games]
        self.marked = time.monotonic()
        many_games = not claim.plan.full_refresh and len(claim.plan.games) > MANY_GAMES
        project = dbt_project(settings)
        self.project = replace(project, many_games=many_games, drop_dependents=options.drop_dependents)
        self.models_written = False
        self.written: WriteResult | None = None

    def run(self, waited: float) -> BuildSummary:
        """Have the games written and tested, and record the outcome."""
        self.summary.seconds["waiting"] = round(waited, 2)
        connection = self.session.connection
        try:
            if not self._written_by_engine() and not self._written_by_statements():
                with earlier_rows(self._writes_over_rows()) as earlier:
                    self._models_and_tests()
                    if self.summary.models_failed and self.summary.problem is None:
                        self._set_aside(earlier)
            self.check()
            if self.summary.status == "completed" or self.models_written:
                record(connection, self.claim, self.summary, self.written)
        except SessionLost:
            raise
        except BaseException as error:
            interrupted = isinstance(error, KeyboardInterrupt)
            claims.fail(connection, self.claim, "interrupted" if interrupted else str(error) or type(error).__name__)
            raise
        if not self.summary.recorded:
            claims.fail(connection, self.claim, self.summary.first_failure())
        self._look()
        if self.summary.games_failed or self.summary.tests_failed or self.claim.retries_failures:
            run_monitor(connection)  # alerts are raised, or resolved, at once
        return self.summary

    def _written_by_engine(self) -> bool:
        """Have the engine write the games, then test them; False, with nothing written, if PostgreSQL has to."""
        engine, plan, connection = self.options.engine, self.claim.plan, self.session.connection
        if engine is None or not engine.takes(connection, plan):
            return False
        versions = {game.game_id: game.input_version for game in plan.games}
        if plan.part == Part.EVERYTHING:
            made = Collected(self.check)
            set_scope(connection, {})
            run_dbt(self.project, [self._arguments("models")], made)
            set_scope(connection, versions)
            connection.execute("analyze ops.build_scope")
            self._mark("making relations")
            if not made.result.success:
                return False
            self.results = made.result.results
        compiled_for_few = replace(self.project, many_games=False)
        try:
            written = engine.write(
                connection, compiled_for_few, self.claim, lambda total, node: self.progress("models", total, node)
            )
        except EngineFailed as failed:
            self.summary.engine = f"postgres, since {engine.name} failed: {failed}"
            self._mark(engine.name)
            return False
        self.summary.engine = engine.name
        self._take_in_written(written)
        return True

    def _written_by_statements(self) -> bool:
        """Write a few games without dbt, then test them; False, with nothing written, if it takes dbt to do so."""
        if not needs_no_dbt(self.claim.plan):
            return False
        connection = self.session.connection
        try:
            written = write_tables(
                connection, self.project, self.claim, lambda total, node: self.progress("models", total, node)
            )
        except (ModelFailed, BuildError, psycopg.OperationalError):
            self.check()  # if the session was lost, it says so
            return False  # dbt says what is wrong with a model, and then games are set aside
        self._take_in_written(written)
        return True

    def _take_in_written(self, results: list[NodeResult]) -> None:
        """Take in the results of models that were written without dbt, then have it test the data."""
        self._note_models_built()
        self.models_written = True
        self.results = results
        self.summary.add_models(results)
        self._mark("models")
        if self.options.tests:
            self.steps = ["tests"]
            self._models_and_tests()

    def _writes_over_rows(self) -> bool:
        """Return whether dbt overwrites rows of a complete build that still fit its tables."""
        plan = self.claim.plan
        return not plan.full_refresh and plan.part != Part.SELECTED and any(game.built_version for game in plan.games)

    def _models_and_tests(self) -> None:
        arguments = [self._arguments(step) for step in self.steps]
        with testing(self.session.connection, self.games) if self.options.tests else nullcontext():
            run_dbt(self.project, arguments, self)

    def _arguments(self, step: str) -> list[str]:
        request, plan, root = self.options.request, self.claim.plan, self.settings.project_root
        if step == "models":
            arguments = model_arguments(plan.part, request.select, plan.full_refresh, root)
        else:
            arguments = test_arguments(plan.part, request.select, root)
        return arguments if request.rebuild is None else [*arguments, *MAY_BE_EMPTY]

    def _set_aside(self, earlier: EarlierRows | None) -> None:
        """Publish and test the games that do not break a model, after dbt failed on one."""
        connection = self.session.connection
        try:
            written = write_after_dbt(connection, self.project, self.claim, self.results, earlier, self.session.check)
        except ModelFailed as failed:
            self.summary.problem = f"model {failed.model} fails without any game: {failed}"
            return
        self._mark("setting games aside")
        if written is None:
            return
        self.written, self.models_written = written, True
        self._note_models_built()
        if not written.left_out and not written.unwritten:  # the failure did not recur
            self.summary.status, self.summary.models_failed, self.summary.models_skipped = "completed", [], []
        self.games = [game_id for game_id in self.games if game_id not in written.left_out]
        if self.options.tests:
            self.steps = ["tests"]
            self._models_and_tests()

    def _note_models_built(self) -> None:
        connection = self.session.connection
        claims.note_models_built(connection, self.claim)
        made = [(r.schema, r.relation, r.materialized != "view") for r in self.results if r.kind in ("model", "seed")]
        if self.claim.plan.part == Part.EVERYTHING:
            note_relations(connection, made)
        elif self.claim.plan.full_refresh:
            note_whole(connection, made)

    def check(self) -> None:
        """Raise SessionLost if the session that holds the lock is gone."""
        self.session.check()

    def parsed(self) -> None:
        """Note that dbt has started."""
        self._mark("starting dbt")

    def progressed(self, step: int, total: int, node: str | None) -> None:
        """Report a node that dbt has begun or ended."""
        self.progress(self.steps[step], total, node)

    def stepped(self, step: int, result: StepResult) -> None:
        """Take in the results of a step of dbt."""
        name = self.steps[step]
        self._mark(name)
        if not result.success:
            self.summary.status, self.summary.problem = "failed", result.error
        if name == "tests":
            self._take_in_tests(result)
            return
        self.results = result.results
        self.summary.add_models(result.results)
        if result.success:
            self.check()
            self._note_models_built()
            self.models_written = self.claim.plan.part != Part.SELECTED

    def _take_in_tests(self, result: StepResult) -> None:
        self.summary.add_tests(result.results)
        versions = {game.game_id: game.input_version for game in self.claim.plan.games}
        tested = sorted_out(self.games, result)
        self.summary.games_failed = record_tests(self.session.connection, versions, tested, result.results)
        self.summary.tests_failed = [*tested.failed, *tested.not_run]

    def _look(self) -> None:
        connection = self.session.connection
        nothing_set_aside = self.written is None
        recreated = nothing_set_aside and self.claim.plan.full_refresh
        is_all = nothing_set_aside and are_all(connection, self.games)
        self.summary.tables = count_tables(connection, self.results, recreated, is_all)
        self.summary.not_restored = not_restored(connection)
        if any(result.name == "qa_data_completeness" for result in self.results if result.status == "success"):
            self.summary.flagged = read_flagged(connection, self.summary.games_built)
        self._mark("summary")

    def _mark(self, phase: str) -> None:
        now = time.monotonic()
        self.summary.seconds[phase] = round(now - self.marked, 2)
        self.marked = now


class DbtBuilder:
    """Builds as ``benchsight build`` does, with the tests of the data; has the methods of ``ResidentBuilder``."""

    def __init__(self, tests: bool = True) -> None:
        self._tests = tests

    def build(self, request: Request, on_wait: OnWait = lambda text: None) -> BuildSummary:
        """Build as ``benchsight build`` does."""
        return build(BuildOptions(request, self._tests), on_wait)

    def settle(self) -> None:
        """Do nothing: a build leaves nothing for later."""

    def warm_up(self) -> None:
        """Do nothing: no session is kept."""

    def close(self) -> None:
        """Do nothing: no session is kept."""
