"""What each kind of job does: it calls the function that the command of that name calls."""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from benchsight.api.uploads.loading import load_upload
from benchsight.builds import BuildOptions, BuildSummary, build
from benchsight.builds.dbt.project import code_version
from benchsight.builds.delete_game import DeleteOptions, delete_game
from benchsight.builds.exclusion import exclude
from benchsight.builds.known import read_known
from benchsight.builds.plan import Plan, Request, make_plan
from benchsight.builds.rebuild import rebuild
from benchsight.builds.run import DbtBuilder
from benchsight.db.connections import connect
from benchsight.db.settings import load_settings
from benchsight.errors import BenchSightError
from benchsight.live.queue.requests import read_request, retry
from benchsight.live.worker import Worker, WorkerOptions
from benchsight.live.worker.runtime import Log, Stop, worker_name
from benchsight.sync.after_build import push_in_background
from benchsight.sync.published.push import push
from benchsight.sync.published.tables import Mode

LOAD_PARTS = 10  # a load that a build follows is a tenth of its job


class Reporter(Protocol):
    """Receives the progress of a job."""

    def waits(self, why: str) -> None:
        """It waits for something."""

    def advances(self, step: str, total: int, node: str | None) -> None:
        """A step has so many nodes; one of them has just ended."""

    def reaches(self, step: str, done: int, total: int) -> None:
        """The whole job has come to a step: so many of all have ended."""


@dataclass(frozen=True)
class Done:
    """What came of a job; ``error`` if it failed."""

    result: Mapping[str, Any]
    error: str | None = None


def do(kind: str, arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    """Do a job. Raises BenchSightError as the command would, KeyboardInterrupt if it is to stop."""
    return KINDS[kind](arguments, reporter)


def _build(arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    done = _built(arguments, reporter)
    if arguments.get("upload_to_supabase"):
        return _copied(done, reporter) if done.error is None else done
    push_in_background()
    return done


def _built(arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    request = Request(
        games=arguments.get("games", ()),
        all_games=arguments.get("all_games", False),
        full_refresh=arguments.get("full_refresh", False),
    )
    if excluded := set(arguments.get("exclude_game_ids", ())):
        wanted = [game.game_id for game in _plan_of(request).games if game.game_id not in excluded]
        if not wanted:
            return Done({"status": "nothing", "games_built": []})
        request = Request(games=wanted)
    return _of_build(build(BuildOptions(request, arguments.get("tests", True)), reporter.waits, reporter.advances))


def _copied(built: Done, reporter: Reporter) -> Done:
    """Copy what was built; a copy that fails leaves the build as it is, and its result in the job."""
    try:
        return Done({**built.result, "upload": asdict(push(Mode.ALL, reaches=reporter.reaches))})
    except BenchSightError as error:
        return Done(built.result, f"built, but not copied: {error}")


def _plan(arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    plan = _plan_of(Request(games=arguments.get("games", ())))
    return Done(
        {
            "status": "planned",
            "part": plan.part,
            "games": [game.game_id for game in plan.games],
            "reasons": plan.reasons,
            "full_refresh": plan.full_refresh,
        }
    )


def _plan_of(request: Request) -> Plan:
    """Return what a request would build now."""
    code = code_version(load_settings().project_root)
    with connect(autocommit=True) as connection:
        return make_plan(request, read_known(connection, code), code)


def _rebuild(arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    summary = rebuild(
        arguments["names"],
        arguments.get("games", ()),
        arguments["operation"],
        on_wait=reporter.waits,
        progress=reporter.advances,
    )
    failed = summary.status == "failed"
    return Done(asdict(summary), summary.build.first_failure() if failed and summary.build is not None else None)


def _delete_game(arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    options = DeleteOptions(with_inputs=arguments["with_inputs"])
    return Done(asdict(delete_game(arguments["game_id"], options, reporter.waits)))


def _exclude(arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    [excluded] = exclude([arguments["game_id"]], arguments["reason"], wait=True, on_wait=reporter.waits)
    return Done(asdict(excluded))


def _queue(arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    """Have one request of the queue worked off now, by a worker that takes nothing else."""
    with connect(autocommit=True) as connection:
        request_id = retry(connection, arguments["queue_id"])
        options = WorkerOptions(worker_name(os.getpid()), only=request_id)
        log = Log(lambda text: None)
        stop = Stop()
        reporter.advances(f"request {request_id}", 1, None)
        Worker(options, DbtBuilder(), log, stop).run_pending()
        request = read_request(connection, request_id)
    error = request.error_message if request.status == "failed" else None
    if request.status in ("pending", "processing"):
        error = f"request {request_id} is {request.status}: {request.error_message or 'another worker holds its game'}"
    return Done(asdict(request), error)


def _upload(arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    """Load or check files; with ``build``, then build what is due if anything landed."""
    builds = arguments.get("build", False) and not arguments["preview"]
    parts = LOAD_PARTS if builds else 1
    summary = load_upload(arguments, lambda step, done, total: reporter.reaches(step, done, total * parts))
    if not builds or all(file["status"] != "completed" for file in summary.result["files"]):
        return Done(summary.result, summary.error)
    try:
        built = build(BuildOptions(), reporter.waits, reporter.advances)
    except BenchSightError as error:
        return Done(summary.result, summary.error or f"loaded, but not built: {error}")
    problem = f"loaded, but not all of it could be built: {built.first_failure()}" if built.status == "failed" else None
    outcome = {"status": built.status, "games_built": built.games_built}
    return Done({**summary.result, "build": outcome}, summary.error or problem)


def _push(arguments: Mapping[str, Any], reporter: Reporter) -> Done:
    summary = push(Mode(arguments["mode"]), arguments["tables"], arguments["batch_rows"], reporter.reaches)
    return Done(asdict(summary))


def _of_build(summary: BuildSummary) -> Done:
    return Done(asdict(summary), summary.first_failure() if summary.status == "failed" else None)


KINDS: Mapping[str, Callable[[Mapping[str, Any], Reporter], Done]] = {
    "build": _build,
    "plan": _plan,
    "rebuild": _rebuild,
    "delete_game": _delete_game,
    "exclude": _exclude,
    "queue": _queue,
    "upload": _upload,
    "push": _push,
}
