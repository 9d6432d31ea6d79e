"""Checks beside the work: the monitor once a minute, and tests of the data that resident builds wrote."""

import threading
import time
from collections.abc import Iterable

import psycopg

from benchsight.builds.data_tests import run_data_tests
from benchsight.db.connections import connect
from benchsight.errors import BenchSightError
from benchsight.live.worker.runtime import Background, Log, Periodic
from benchsight.quality.monitor import run_monitor

MONITOR_SECONDS = 60.0
QUIET_SECONDS = 10.0  # without another game until tests begin: they take the processor from builds
LONGEST_QUIET_SECONDS = 60.0  # that games may follow each other before they are tested
PAUSE_AFTER_TROUBLE = 10.0


def monitoring(log: Log) -> Periodic:
    """Return a thread that runs the monitor about once a minute."""

    def look(connection: psycopg.Connection) -> bool:
        monitor(connection, log)
        return True

    return Periodic("monitor", MONITOR_SECONDS, look, log)


def monitor(connection: psycopg.Connection, log: Log) -> None:
    """Run the monitor; log how many alerts it raised and resolved."""
    result = run_monitor(connection)
    if result.raised or result.resolved:
        log.info("alerts", raised=result.raised, resolved=result.resolved)


class DataTests(Background):
    """A thread that tests the games added to it, a moment later, and runs the monitor after each test run."""

    def __init__(self, log: Log) -> None:
        # A run of dbt ends with this process, and its results are lost: the games count as untested.
        super().__init__("data tests", patience=0.5)
        self._log = log
        self._games: set[int] = set()
        self._changed = threading.Condition()

    def add(self, games: Iterable[int]) -> None:
        """Test these games, within seconds unless others follow."""
        with self._changed:
            self._games.update(games)
            self._changed.notify()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify()

    def _run(self) -> None:
        while not self._ended.is_set():
            with self._changed:
                self._changed.wait_for(lambda: self._games or self._ended.is_set())
                self._wait_for_the_last()
                games, self._games = sorted(self._games), set()
            if self._ended.is_set():
                return
            try:
                self._test(games)
            except (psycopg.OperationalError, BenchSightError) as error:
                self._log.warning("untested", games=games, problem=str(error))
                self.add(games)
                self._ended.wait(PAUSE_AFTER_TROUBLE)

    def _wait_for_the_last(self) -> None:
        """Wait until no game has been added for a moment."""
        longest = time.monotonic() + LONGEST_QUIET_SECONDS
        while not self._ended.is_set() and time.monotonic() < longest:
            if not self._changed.wait(QUIET_SECONDS):
                return

    def _test(self, games: list[int]) -> None:
        tested = run_data_tests(games)
        for failure in tested.failed:
            about = {"games": list(failure.games) or None, "rows": list(failure.rows) or None}
            self._log.error("test failed", test=failure.name, problem=failure.message, **about)
        for failure in tested.not_run:
            self._log.warning("test not run", test=failure.name, problem=failure.message)
        self._log.info("tested", games=games, passed=tested.passed, failed=len(tested.failed) or None)
        with connect(autocommit=True, application_name="benchsight worker tests") as connection:
            monitor(connection, self._log)
