"""Requests of other kinds than a game to be built: tables made again, a game deleted."""

from benchsight.live.queue.lease import Held
from benchsight.live.worker.games import Outcome, attempt, outcome_of
from benchsight.live.worker.log import Log
from benchsight.live.worker.stop import Stop

# What both do comes with pandas and all readers of files, which a worker that only builds games need not carry: hence
# the late imports.


def do_operation(request: Held, stop: Stop, log: Log) -> list[Outcome]:
    """Do what the request asks for. Raises StopRequested, or one of TRANSIENT, if it was not done."""
    do = _delete if request.operation == "delete_game" else _rebuild
    return attempt([request], lambda: [do(request, log)], stop, log)


def _rebuild(request: Held, log: Log) -> Outcome:
    from benchsight.builds.rebuild import RebuildOptions, rebuild
    from benchsight.builds.rebuild.request import CannotRebuild
    from benchsight.builds.rebuild.tables import UnknownTable

    games = [] if request.game_id is None else [request.game_id]
    options = RebuildOptions(queue_id=request.id)
    try:
        summary = rebuild(
            request.tables or ["all"],
            games,
            request.load_operation or "upsert",
            options,
            say=lambda text: log.info("waiting", why=text),
        )
    except (CannotRebuild, UnknownTable) as error:
        return Outcome([request], error=str(error), for_good=True)
    assert summary.build is not None
    return outcome_of(request, summary.build)


def _delete(request: Held, log: Log) -> Outcome:
    from benchsight.builds.delete_game import DeleteOptions, UnknownGame, delete_game

    assert request.game_id is not None  # a constraint of etl_queue
    options = DeleteOptions(queue_id=request.id)
    try:
        delete_game(request.game_id, options, say=lambda text: log.info("waiting", why=text))
    except UnknownGame as error:
        return Outcome([request], error=str(error), for_good=True)
    return Outcome([request])
