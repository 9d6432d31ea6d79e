"""The worker's cycle: queue changed games, claim, build, record the outcome, wait."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
import psycopg

from benchsight.builds.errors import BuildError
from benchsight.builds.lock import BUILD_LOCK_KEY
from benchsight.errors import BenchSightError, Busy
from benchsight.live.queue.lease import BATCH, Lease, claim, fail, finish, hand_back, renew, seconds_until_next
from benchsight.live.worker.checks import DataTests, monitor, monitoring
from benchsight.live.worker.outcomes import TRANSIENT, Builder, Outcome, build_games, do_operation, games_up_to_date
from benchsight.live.worker.runtime import GRACE_SECONDS, Log, Periodic, Stop, StopRequested, WorkerDatabase

PAUSE_AFTER_TROUBLE = 2.0  # seconds until requests that were handed back may be claimed again
LOOK_AGAIN = 0.1  # seconds, while a request waits for a build or a worker to end
SETTLE_SECONDS = 30.0  # at most, while requests follow each other, until what builds left is written
SWEEP_SECONDS = 5.0  # between two looks for changed games
BUILD_RUNS = """
    select exists (
        select from pg_locks
        where
            locktype = 'advisory' and granted and classid = 0 and objid = %s and objsubid = 1
            and database = (select oid from pg_database where datname = current_database())
    )
"""


@dataclass(frozen=True)
class WorkerOptions:
    """Seconds of a lease, of an idle sleep at most, without a change before a game is queued; games built in a run.

    ``memory``: bytes of this process beyond which a new process takes over. ``only``: the one request to claim.
    """

    name: str
    lease: float = 30.0
    poll: float = 5.0
    quiet: float = 10.0
    batch: int = BATCH
    memory: int = 2**30
    only: int | None = None


class Worker:
    """Works off the queue. Not thread-safe."""

    def __init__(self, options: WorkerOptions, builder: Builder, log: Log, stop: Stop) -> None:
        self._options, self._builder, self._log, self._stop = options, builder, log, stop
        self._database = WorkerDatabase(log, stop)
        self._swept: float | None = None
        self._idle = 0.0
        self._tried: list[int] = []
        self._unsettled: float | None = time.monotonic()  # a worker before may have been killed
        self._untested: list[int] = []
        self._cold = ""
        self._test: Callable[[list[int]], None] = lambda games: None
        self.tally: Counter[str] = Counter()

    def run(self) -> bool:
        """Work until asked to stop; return True if a new process should take over."""
        self._log.info("started", worker=self._options.name)
        with self._until_stopped(), monitoring(self._log), DataTests(self._log) as tests:
            self._test = tests.add
            self._database.run(lambda connection: None)
            self._warm_up()
            self._log.info("ready")
            while not self._stop.requested:
                self._database.run(self._queue_changed_games)
                if self._is_long_unsettled():
                    self._settle()
                waiting = self._database.run(self._claim_unless_a_build_runs)
                if waiting is None:
                    self._settle()
                    self._warm_up()
                    self._database.wait(self._idle)
                    continue
                self._work(waiting)
                if self._is_full():  # checked after work, so that even a worker that starts too large does some
                    break
        self._log.info("stopped", worker=self._options.name)
        return not self._stop.requested

    def _is_full(self) -> bool:
        used: int = psutil.Process().memory_info().rss
        if used > self._options.memory:
            self._log.warning("memory", megabytes=used // 2**20, allowed=self._options.memory // 2**20)
        return used > self._options.memory

    def run_pending(self) -> Counter[str]:
        """Work off the pending requests; return how many ended in which status, pending: to be tried again."""
        with self._until_stopped():
            self._database.run(self._queue_changed_games)
            while not self._stop.requested and (waiting := self._database.run(self._claim_untried)) is not None:
                self._tried += waiting.ids
                self._work(waiting)
            self._database.run(lambda connection: monitor(connection, self._log))
        return self.tally

    @contextmanager
    def _until_stopped(self) -> Iterator[None]:
        """End on a request to stop; requests that could not be handed back are free when their lease runs out."""
        try:
            yield
        except StopRequested:
            pass
        except TRANSIENT as error:
            if not self._stop.requested:
                raise
            self._log.warning("cut off", problem=str(error))
        finally:
            self._builder.close()
            self._database.close()

    def _queue_changed_games(self, connection: psycopg.Connection) -> None:
        """Queue games without a request whose input changed and has been at rest for ``quiet`` seconds."""
        now = time.monotonic()
        if self._swept is not None and now - self._swept < SWEEP_SECONDS:
            return
        self._swept = now
        query = "select ops.enqueue_changed_games(make_interval(secs => %s))"
        row = connection.execute(query, (self._options.quiet,)).fetchone()
        if row is not None and row[0]:
            self._log.info("queued", changed_games=row[0])

    def _warm_up(self) -> None:
        """Have statements planned that are not; called whenever nothing waits, since new statistics drop plans."""
        try:
            with self._stop.interruptible():
                self._builder.warm_up()
        except (psycopg.Error, BuildError, Busy) as error:
            if str(error) != self._cold:  # a build that fails alike reports it in its request
                self._cold = str(error)
                self._log.warning("cold", problem=str(error))

    def _is_long_unsettled(self) -> bool:
        return self._unsettled is not None and time.monotonic() - self._unsettled > SETTLE_SECONDS

    def _settle(self) -> None:
        """Have written what builds left for later; if that fails it stays due, for the next build.

        Tests follow: some compare the facts of games with what was left.
        """
        if self._unsettled is None:
            return
        self._unsettled = None
        self._write_what_was_left()
        if self._untested:
            self._test(self._untested)
            self._untested = []

    def _write_what_was_left(self) -> None:
        try:
            with self._stop.interruptible(GRACE_SECONDS):
                summary = self._builder.settle()
        except (psycopg.Error, BenchSightError) as error:
            self._log.warning("unsettled", problem=str(error))
            return
        if summary is not None:
            problem = summary.first_failure() if summary.status == "failed" else None
            self._log.info("settled", build=summary.build_id, seconds=sum(summary.seconds.values()), problem=problem)

    def _claim(self, connection: psycopg.Connection) -> Lease | None:
        return claim(connection, self._options.name, self._options.lease, self._options.batch)

    def _claim_untried(self, connection: psycopg.Connection) -> Lease | None:
        options = self._options
        return claim(connection, options.name, options.lease, options.batch, self._tried, options.only)

    def _claim_unless_a_build_runs(self, connection: psycopg.Connection) -> Lease | None:
        """Claim nothing while a build runs, so that requests that wait for it are built in one run."""
        seconds = seconds_until_next(connection)
        self._idle = self._options.poll if seconds is None else min(self._options.poll, max(seconds, LOOK_AGAIN))
        if seconds is None or seconds > 0:
            return None
        row = connection.execute(BUILD_RUNS, (BUILD_LOCK_KEY,)).fetchone()
        return None if row is not None and row[0] else self._claim(connection)

    def _work(self, held: Lease) -> None:
        operation = held.requests[0].operation
        games = sorted({request.game_id for request in held.requests if request.game_id is not None})
        self._log.info("claimed", operation=operation, requests=held.ids, games=games)
        with self._heartbeat(held):
            try:
                for outcome in self._outcomes(held, games):
                    self._record(held, outcome)
                if self._unsettled is None:
                    self._unsettled = time.monotonic()
            except TRANSIENT as error:
                self._log.warning("postponed", requests=held.ids, problem=str(error))
                self._hand_back(held, PAUSE_AFTER_TROUBLE)
            except StopRequested:
                self._hand_back(held, 0.0)
                raise

    def _heartbeat(self, held: Lease) -> Periodic:
        """Renew the lease three times in its length, in a thread."""

        def beat(connection: psycopg.Connection) -> bool:
            if renew(connection, held, self._options.lease):
                return True
            self._log.warning("lease lost", requests=held.ids)
            return False

        return Periodic("heartbeat", self._options.lease / 3, beat, self._log)

    def _outcomes(self, held: Lease, games: list[int]) -> Iterator[Outcome]:
        if held.requests[0].operation != "process_game":
            yield from do_operation(held.requests[0], self._stop, self._log)
            return
        current = self._database.run(lambda connection: games_up_to_date(connection, games))
        if done := [request for request in held.requests if request.game_id in current]:
            yield Outcome(done)
        if due := [request for request in held.requests if request.game_id not in current]:
            yield from build_games(due, self._builder, self._stop, self._log)

    def _record(self, held: Lease, outcome: Outcome) -> None:
        ids = [request.id for request in outcome.requests]
        games = [request.game_id for request in outcome.requests if request.game_id is not None]
        if outcome.error is None:
            done = self._database.run(lambda connection: finish(connection, held, ids, outcome.build_id))
            self.tally["completed"] += done
            seconds = sum(outcome.seconds.values())
            lost = len(ids) - done or None  # taken over by another worker, which will find them up to date
            self._log.info("done", requests=ids, games=games, build=outcome.build_id, seconds=seconds, lost=lost)
            if outcome.build_id is not None:
                self._untested += games
            return
        error, for_good = outcome.error, outcome.for_good
        ends = self._database.run(lambda connection: fail(connection, held, ids, error, for_good))
        self.tally.update(ends)
        self._log.error("failed", requests=ids, games=games, again=ends.get("pending"), problem=error)

    def _hand_back(self, held: Lease, delay: float) -> None:
        ends = self._database.run(lambda connection: hand_back(connection, held, held.ids, delay))
        self.tally.update(ends)
        self._log.info("returned", requests=held.ids)
