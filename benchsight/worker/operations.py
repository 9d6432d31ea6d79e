"""Requests of other kinds than a game to be built: tables made again, a game deleted."""

from benchsight.errors import BenchSightError
from benchsight.queue.claim import Held
from benchsight.rebuild import RebuildOptions, rebuild
from benchsight.rebuild.request import CannotRebuild, Operation
from benchsight.rebuild.tables import UnknownTable
from benchsight.worker.games import TRANSIENT, Outcome, outcome_of
from benchsight.worker.log import Log
from benchsight.worker.stop import GRACE_SECONDS, Stop

EVERYTHING = ["all"]


def do_operation(request: Held, stop: Stop, log: Log) -> Outcome:
    """Do what the request asks for. Raises StopRequested, or one of TRANSIENT, if it was not done."""
    try:
        with stop.interruptible(GRACE_SECONDS):
            return _delete(request) if request.operation == "delete_game" else _rebuild(request, log)
    except TRANSIENT:
        raise
    except (CannotRebuild, UnknownTable) as error:
        return Outcome([request], error=str(error), for_good=True)
    except BenchSightError as error:
        return Outcome([request], error=str(error))


def _rebuild(request: Held, log: Log) -> Outcome:
    summary = rebuild(
        request.tables or EVERYTHING,
        [] if request.game_id is None else [request.game_id],
        request.load_operation or Operation.UPSERT,
        RebuildOptions(queue_id=request.id),
        say=lambda text: log.info("waiting", why=text),
    )
    assert summary.build is not None
    return outcome_of([request], summary.build)


def _delete(request: Held) -> Outcome:
    raise BenchSightError(f"operation {request.operation}")
