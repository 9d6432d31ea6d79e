"""Has games built: together, and where that fails one by one, so that one bad game spoils no other."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import psycopg

from benchsight.build import BuildSummary
from benchsight.build.code_version import code_version
from benchsight.build.errors import SessionLost
from benchsight.build.plan import Request
from benchsight.errors import BenchSightError, Busy
from benchsight.queue.claim import Held
from benchsight.settings import load_settings
from benchsight.worker.engine import Engine
from benchsight.worker.log import Log
from benchsight.worker.stop import GRACE_SECONDS, Stop

# Nobody's fault but the surroundings': the work is for later, and no attempt is counted.
TRANSIENT = (psycopg.OperationalError, SessionLost, Busy)
SAME_FAILURE = 3  # games in a row that fail as all together did: it is the models, not the games
BUILT = """
    select builds.game_id, builds.code_version
    from ops.game_builds as builds
    inner join ops.game_inputs as inputs on builds.game_id = inputs.game_id
    where builds.game_id = any(%s) and builds.input_version = inputs.input_version
"""


@dataclass(frozen=True)
class Outcome:
    """What came of requests: done by a build, or None if nothing was left to do; or the reason they failed.

    ``for_good``: trying again would not help.
    """

    requests: Sequence[Held]
    build_id: int | None = None
    error: str | None = None
    for_good: bool = False
    seconds: dict[str, float] = field(default_factory=dict)


def games_up_to_date(connection: psycopg.Connection, games: Sequence[int]) -> set[int]:
    """Those of the games whose published rows come from what is staged now and from the models as they are."""
    rows = connection.execute(BUILT, (list(games),)).fetchall()
    code = code_version(load_settings().project_root) if rows else None
    return {game_id for game_id, built_by in rows if built_by == code}


def build_games(requests: Sequence[Held], engine: Engine, stop: Stop, log: Log) -> Iterator[Outcome]:
    """Build the games of the requests, and tell each outcome as soon as it is known.

    Raises StopRequested, or one of TRANSIENT, for the requests that had no outcome yet.
    """
    outcome = _build(requests, engine, stop, log)
    games = sorted({request.game_id for request in requests if request.game_id is not None})
    if outcome.error is None or len(games) == 1:
        yield outcome
        return
    log.warning("apart", games=games, problem=outcome.error)
    repeated = 0
    for position, game in enumerate(games):
        alone = _build(_of(requests, [game]), engine, stop, log)
        yield alone
        repeated = repeated + 1 if alone.error == outcome.error else 0
        if repeated == SAME_FAILURE and position + 1 < len(games):
            yield Outcome(_of(requests, games[position + 1 :]), error=outcome.error)
            return


def _build(requests: Sequence[Held], engine: Engine, stop: Stop, log: Log) -> Outcome:
    games = sorted({request.game_id for request in requests if request.game_id is not None})

    def do() -> Outcome:
        return outcome_of(requests, engine.build(Request(games=games), say=lambda text: log.info("waiting", why=text)))

    return attempt(requests, do, stop, log)


def _of(requests: Sequence[Held], games: Sequence[int]) -> list[Held]:
    return [request for request in requests if request.game_id in games]


def attempt(requests: Sequence[Held], do: Callable[[], Outcome], stop: Stop, log: Log) -> Outcome:
    """What ``do`` comes to, and every error that is no reason to stop or to wait as a failure of the requests."""
    try:
        with stop.interruptible(GRACE_SECONDS):
            return do()
    except TRANSIENT:
        raise
    except BenchSightError as error:
        return Outcome(requests, error=str(error))
    except Exception as error:  # a fault of ours: the queue goes on, and the log says where it was
        log.error("unexpected", trace=traceback.format_exc())
        return Outcome(requests, error=f"{type(error).__name__}: {error}")


def outcome_of(requests: Sequence[Held], summary: BuildSummary) -> Outcome:
    """What a build came to, for the requests that it was of."""
    error = summary.first_failure() if summary.status == "failed" else None
    return Outcome(requests, summary.build_id, error, seconds=summary.seconds)
