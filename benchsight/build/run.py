"""One build, from lock to summary."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import psycopg

from benchsight.build import state
from benchsight.build.code_version import code_version
from benchsight.build.data_tests import record_tests, testing
from benchsight.build.dbt_process import NodeResult, StepResult, run_dbt
from benchsight.build.errors import SessionLost
from benchsight.build.lock import BuildSession, hold_build_lock
from benchsight.build.plan import Part, Request, make_plan
from benchsight.build.project import dbt_project
from benchsight.build.selection import MAY_BE_EMPTY, model_arguments, test_arguments
from benchsight.build.summary import BuildSummary, count_tables, read_flagged
from benchsight.settings import Settings, load_settings

MANY_GAMES = 100  # from here on the planner does better to know how many

Say = Callable[[str], None]
Progress = Callable[[str, int, str | None], None]


@dataclass(frozen=True)
class BuildOptions:
    """What is asked of a build: which games, whether to test, whether to wait for a build that runs."""

    request: Request = field(default_factory=Request)
    tests: bool = True
    wait: bool = True


def build(
    options: BuildOptions,
    say: Say = lambda text: None,
    progress: Progress = lambda step, total, node: None,
) -> BuildSummary:
    """Build what is asked for, or what is due; models and tests that failed are told in the summary.

    ``say`` hears of waiting, ``progress`` of each step (its name, nodes in all, the node that has just ended).
    Raises Busy if another build runs and ``wait`` is off, BuildError for unknown games or a build cut short.
    """
    settings = load_settings()
    started = time.monotonic()
    with hold_build_lock(options.wait, say) as session:
        waited = time.monotonic() - started
        state.mark_killed_builds(session.connection)
        code = code_version(settings.project_root)
        claim = _claim(session.connection, options.request, code)
        if claim is None:
            return BuildSummary("nothing", Part.NOTHING)
        return _Build(settings, session, claim, options, progress).run(waited)


def _claim(connection: psycopg.Connection, request: Request, code: str) -> state.Claim | None:
    """Decide and claim as of one instant, so that a row written later is due again."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read")
        plan = make_plan(request, state.read_known(connection, code, request.rebuild), code)
        return None if plan.part == Part.NOTHING else state.claim(connection, plan, code, request.select)


class _Build:
    """A build that has begun."""

    def __init__(
        self, settings: Settings, session: BuildSession, claim: state.Claim, options: BuildOptions, progress: Progress
    ) -> None:
        self.settings, self.session, self.claim, self.options = settings, session, claim, options
        self.progress = progress
        self.steps = ["models", "tests"] if options.tests else ["models"]
        self.results: list[NodeResult] = []
        self.summary = new_summary(claim, options.request.select)
        self.games = [game.game_id for game in claim.plan.games]
        self.marked = time.monotonic()

    def run(self, waited: float) -> BuildSummary:
        """Run dbt and record what came of it."""
        self.summary.seconds["waiting"] = round(waited, 2)
        connection = self.session.connection
        try:
            with testing(connection, self.games) if self.options.tests else nullcontext():
                self._dbt()
            self.check()
            if self.summary.status == "completed":
                state.complete(connection, self.claim)
        except SessionLost:
            raise
        except BaseException as error:
            interrupted = isinstance(error, KeyboardInterrupt)
            state.fail(connection, self.claim, "interrupted" if interrupted else str(error) or type(error).__name__)
            raise
        if self.summary.status == "failed":
            state.fail(connection, self.claim, self.summary.first_failure())
        self._look()
        return self.summary

    def _dbt(self) -> None:
        request, plan, root = self.options.request, self.claim.plan, self.settings.project_root
        arguments = [
            model_arguments(plan.part, request.select, plan.full_refresh, root),
            test_arguments(plan.part, request.select, root),
        ]
        if request.rebuild is not None:
            arguments = [[*each, *MAY_BE_EMPTY] for each in arguments]
        many_games = not plan.full_refresh and len(plan.games) > MANY_GAMES
        project = replace(dbt_project(self.settings), many_games=many_games)
        run_dbt(project, arguments[: len(self.steps)], self)

    def check(self) -> None:
        """Dbt may go on only while the session that holds the lock lives."""
        self.session.check()

    def parsed(self) -> None:
        """Dbt has started."""
        self._mark("starting dbt")

    def progressed(self, step: int, total: int, node: str | None) -> None:
        """Dbt has begun or ended a node."""
        self.progress(self.steps[step], total, node)

    def stepped(self, step: int, result: StepResult) -> None:
        """Dbt has ended a step: take in what came of it."""
        name = self.steps[step]
        self._mark(name)
        if not result.success:
            self.summary.status, self.summary.problem = "failed", result.error
        if name == "tests":
            self.summary.add_tests(result.results)
            record_tests(self.session.connection, self.games, result.results)
            return
        self.results = result.results
        self.summary.add_models(result.results)
        if result.success:
            self.check()
            state.note_models_built(self.session.connection, self.claim)

    def _look(self) -> None:
        connection = self.session.connection
        self.summary.tables = count_tables(connection, self.results)
        if any(result.name == "qa_data_completeness" for result in self.results if result.status == "success"):
            self.summary.flagged = read_flagged(connection, self.summary.games_built)
        self._mark("summary")

    def _mark(self, phase: str) -> None:
        now = time.monotonic()
        self.summary.seconds[phase] = round(now - self.marked, 2)
        self.marked = now


def new_summary(claim: state.Claim, select: str | None) -> BuildSummary:
    """The summary of a build that has begun."""
    plan = claim.plan
    return BuildSummary(
        status="completed",
        part=plan.part if select is None else select,
        build_id=claim.build_id,
        full_refresh=plan.full_refresh,
        games_built=[game.game_id for game in plan.games if game.is_tracked],
        games_removed=[game.game_id for game in plan.games if not game.is_tracked],
        reasons=plan.reasons,
    )
