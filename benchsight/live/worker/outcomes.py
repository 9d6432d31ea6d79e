"""Turns requests that a worker holds into outcomes: builds games, rebuilds tables, deletes games."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import psycopg

from benchsight.builds import BuildSummary
from benchsight.builds.dbt.project import code_version
from benchsight.builds.errors import SessionLost
from benchsight.builds.plan import Request
from benchsight.builds.run import OnWait
from benchsight.db.settings import load_settings
from benchsight.errors import BenchSightError, Busy
from benchsight.live.queue.lease import Held
from benchsight.live.worker.runtime import GRACE_SECONDS, Log, Stop

# Environment failures: the requests are handed back without counting an attempt.
TRANSIENT = (psycopg.OperationalError, SessionLost, Busy)
SAME_FAILURE = 3  # games in a row that fail like all together: the models are at fault, not the games
BUILT = """
    select builds.game_id, builds.code_version
    from ops.game_builds as builds
    inner join ops.game_inputs as inputs on builds.game_id = inputs.game_id
    where builds.game_id = any(%s) and builds.input_version = inputs.input_version
"""


class Builder(Protocol):
    """Builds games; may be called again after any error."""

    def build(self, request: Request, on_wait: OnWait = ...) -> BuildSummary:
        """Build the games asked for. Raises as ``benchsight.builds.build``."""

    def settle(self) -> BuildSummary | None:
        """Write what builds left for later; None if that is nothing. Raises as ``build``."""

    def warm_up(self) -> None:
        """Prepare for the first build."""

    def close(self) -> None:
        """Release what is kept between builds."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of requests: done (``build_id`` is None if they were up to date) or failed (``error`` says why).

    ``for_good``: trying again would fail again.
    """

    requests: Sequence[Held]
    build_id: int | None = None
    error: str | None = None
    for_good: bool = False
    seconds: dict[str, float] = field(default_factory=dict)


def games_up_to_date(connection: psycopg.Connection, games: Sequence[int]) -> set[int]:
    """Return the games whose published rows were built from the current input by the current models."""
    rows = connection.execute(BUILT, (list(games),)).fetchall()
    code = code_version(load_settings().project_root) if rows else None
    return {game_id for game_id, built_by in rows if built_by == code}


def build_games(requests: Sequence[Held], builder: Builder, stop: Stop, log: Log) -> Iterator[Outcome]:
    """Build the games of the requests; yield each outcome as soon as it is known.

    A build sets aside the games that break it. If it fails as a whole, each game is built alone.
    Raises StopRequested, or one of TRANSIENT, for the requests without an outcome.
    """
    outcomes = _build(requests, builder, stop, log)
    games = sorted({request.game_id for request in requests if request.game_id is not None})
    whole = outcomes[0]
    if len(outcomes) > 1 or whole.error is None or whole.for_good or len(games) == 1:
        yield from outcomes
        return
    log.warning("apart", games=games, problem=whole.error)
    repeated = 0
    for position, game in enumerate(games):
        alone = _build(_of(requests, [game]), builder, stop, log)
        yield from alone
        repeated = repeated + 1 if alone[0].error == whole.error else 0
        if repeated == SAME_FAILURE and position + 1 < len(games):
            yield Outcome(_of(requests, games[position + 1 :]), error=whole.error)
            return


def _build(requests: Sequence[Held], builder: Builder, stop: Stop, log: Log) -> list[Outcome]:
    games = sorted({request.game_id for request in requests if request.game_id is not None})

    def do() -> list[Outcome]:
        summary = builder.build(Request(games=games), on_wait=lambda text: log.info("waiting", why=text))
        return outcomes_of(requests, summary)

    return attempt(requests, do, stop, log)


def _of(requests: Sequence[Held], games: Sequence[int]) -> list[Held]:
    return [request for request in requests if request.game_id in games]


def attempt(requests: Sequence[Held], do: Callable[[], list[Outcome]], stop: Stop, log: Log) -> list[Outcome]:
    """Return the outcomes of ``do``; an error other than StopRequested and TRANSIENT is a failure of the requests."""
    try:
        with stop.interruptible(GRACE_SECONDS):
            return do()
    except TRANSIENT:
        raise
    except BenchSightError as error:
        return [Outcome(requests, error=str(error))]
    except Exception as error:  # a bug: the queue goes on, and the log has the traceback
        log.error("unexpected", trace=traceback.format_exc())
        return [Outcome(requests, error=f"{type(error).__name__}: {error}")]


def outcomes_of(requests: Sequence[Held], summary: BuildSummary) -> list[Outcome]:
    """Return the outcomes of a build: one for the games built, and one for each game that failed, for good.

    Failures that belong to no game are in the alerts.
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
    """Return the outcome of a build for the only request it was for; a game that failed would fail again."""
    error = summary.first_failure() if summary.status == "failed" else None
    return Outcome([request], summary.build_id, error, summary.recorded, seconds=summary.seconds)


def do_operation(request: Held, stop: Stop, log: Log) -> list[Outcome]:
    """Rebuild tables or delete a game. Raises StopRequested, or one of TRANSIENT, if it was not done."""
    # Both import pandas and the readers of files, which a worker that only builds games does not need.
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
            on_wait=lambda text: log.info("waiting", why=text),
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
        delete_game(request.game_id, options, on_wait=lambda text: log.info("waiting", why=text))
    except UnknownGame as error:
        return Outcome([request], error=str(error), for_good=True)
    return Outcome([request])
