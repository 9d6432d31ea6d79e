"""Requests of other kinds than a game to be built: tables made again, a game deleted."""

from benchsight.errors import BenchSightError
from benchsight.queue.claim import Held
from benchsight.worker.games import TRANSIENT, Outcome
from benchsight.worker.log import Log
from benchsight.worker.stop import GRACE_SECONDS, Stop


def do_operation(request: Held, stop: Stop, log: Log) -> Outcome:
    """Do what the request asks for. Raises StopRequested, or one of TRANSIENT, if it was not done."""
    try:
        with stop.interruptible(GRACE_SECONDS):
            _do(request)
    except TRANSIENT:
        raise
    except BenchSightError as error:
        return Outcome([request], error=str(error))
    return Outcome([request])


def _do(request: Held) -> None:
    raise BenchSightError(f"operation {request.operation}")
