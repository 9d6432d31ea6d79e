"""Has games built: together, and where that fails one by one, so that one bad game spoils no other."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import psycopg

from benchsight.builds import BuildSummary
from benchsight.builds.code_version import code_version
from benchsight.builds.errors import SessionLost
from benchsight.builds.plan import Request
from benchsight.db.settings import load_settings
from benchsight.errors import BenchSightError, Busy
from benchsight.live.queue.lease import Held
from benchsight.live.worker.engine import Engine
from benchsight.live.worker.log import Log
from benchsight.live.worker.stop import GRACE_SECONDS, Stop

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

    A build sets aside by itself the games that break it. What fails as a whole is tried game by game.
    Raises StopRequested, or one of TRANSIENT, for the requests that had no outcome yet.
    """
    outcomes = _build(requests, engine, stop, log)
    games = sorted({request.game_id for request in requests if request.game_id is not None})
    whole = outcomes[0]
    if len(outcomes) > 1 or whole.error is None or whole.for_good or len(games) == 1:
        yield from outcomes
        return
    log.warning("apart", games=games, problem=whole.error)
    repeated = 0
    for position, game in enumerate(games):
        alone = _build(_of(requests, [game]), engine, stop, log)
        yield from alone
        repeated = repeated + 1 if alone[0].error == whole.error else 0
        if repeated == SAME_FAILURE and position + 1 < len(games):
            yield Outcome(_of(requests, games[position + 1 :]), error=whole.error)
            return


def _build(requests: Sequence[Held], engine: Engine, stop: Stop, log: Log) -> list[Outcome]:
    games = sorted({request.game_id for request in requests if request.game_id is not None})

    def do() -> list[Outcome]:
        summary = engine.build(Request(games=games), say=lambda text: log.info("waiting", why=text))
        return outcomes_of(requests, summary)

    return attempt(requests, do, stop, log)


def _of(requests: Sequence[Held], games: Sequence[int]) -> list[Held]:
    return [request for request in requests if request.game_id in games]


def attempt(requests: Sequence[Held], do: Callable[[], list[Outcome]], stop: Stop, log: Log) -> list[Outcome]:
    """What ``do`` comes to, and every error that is no reason to stop or to wait as a failure of the requests."""
    try:
        with stop.interruptible(GRACE_SECONDS):
            return do()
    except TRANSIENT:
        raise
    except BenchSightError as error:
        return [Outcome(requests, error=str(error))]
    except Exception as error:  # a fault of ours: the queue goes on, and the log says where it was
        log.error("unexpected", trace=traceback.format_exc())
        return [Outcome(requests, error=f"{type(error).__name__}: {error}")]


def outcomes_of(requests: Sequence[Held], summary: BuildSummary) -> list[Outcome]:
    """What a build came to, for the games that were asked for: each game that failed has an outcome of its own.

    It failed for good: the same input would fail again. What failed of no game is in the alerts.
    """
    if summary.status == "failed" and not summary.recorded:
        return [Outcome(requests, summary.build_id, summary.first_failure(), seconds=summary.seconds)]
    failed = {failure.game_id: failure for failure in summary.games_failed}
    built = [request for request in requests if request.game_id not in failed]
    outcomes = [Outcome(built, summary.build_id, seconds=summary.seconds)] if built else []
    for game_id, failure in failed.items():
        concerned = [request for request in requests if request.game_id == game_id]
        outcomes.append(Outcome(concerned, summary.build_id, failure.sentence(), for_good=True))
    return outcomes


def outcome_of(request: Held, summary: BuildSummary) -> Outcome:
    """What a build came to, for the one request that it was of; a game that failed would fail again."""
    error = summary.first_failure() if summary.status == "failed" else None
    return Outcome([request], summary.build_id, error, summary.recorded, seconds=summary.seconds)
