"""A database session for loading: one connection, replaced when it is lost, and one loader per game at a time."""

import getpass
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg import Connection, Cursor
from psycopg.conninfo import make_conninfo
from psycopg.rows import tuple_row
from tenacity import RetryCallState, Retrying, wait_random_exponential

from ingest.database.transient import Judge

Result = TypeVar("Result")
Rows = Cursor[tuple[Any, ...]]

ATTEMPTS = 5
PATIENCE = 10.0  # seconds that a restart of the server may take
LONGEST_WAIT = 2.0
LOADER_LOCK = 1_818_386_276  # a key that nothing else in the database locks
EVERY_GAME = -1
MOST_LOCKS = 256  # beyond it, one lock for every game: the server's lock table is limited


class Session:
    """A connection that is replaced when it is lost.

    ``connection`` must be idle, since a load commits file by file. A ``dry_run`` commits nothing, so its connection
    cannot be replaced. ``connected`` is called with each new connection.
    """

    def __init__(self, connection: Connection[Any], dry_run: bool = False) -> None:
        if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            raise ValueError("the connection is in a transaction; a load needs its own")
        self.connection = connection
        self.connected: Callable[[Connection[Any]], None] = lambda new: None
        self.dry_run = dry_run
        self._given = connection

    @contextmanager
    def transaction(self) -> Iterator[Rows]:
        """Open a transaction and yield its cursor; commit at the end."""
        with self.connection.transaction(), self.connection.cursor(row_factory=tuple_row) as cursor:
            yield cursor

    def attempt(self, work: Callable[[], Result], retried: Callable[[BaseException], None] | None = None) -> Result:
        """Return what ``work`` returns; retry it after a lost connection, a lock or a race with another writer.

        ``retried`` is called before each further attempt, on a good connection, with the error of the last one.
        """
        judge = Judge()
        failed: list[BaseException] = []

        def once() -> Result:
            self._connect()
            if failed and retried is not None:
                retried(failed[0])
            failed.clear()
            try:
                return work()
            except psycopg.Error as error:
                failed.append(error)
                raise

        retrying = Retrying(
            stop=self._is_enough,
            wait=wait_random_exponential(multiplier=0.1, max=LONGEST_WAIT),
            retry=lambda state: self._may_pass(state, judge),
            retry_error_callback=_raise_last,
        )
        result: Result = retrying(once)
        return result

    def write(self, work: Callable[[Rows], None]) -> None:
        """Run a small piece of work in a transaction of its own."""

        def attempt() -> None:
            with self.transaction() as cursor:
                work(cursor)

        self.attempt(attempt)

    def note(self, work: Callable[[Rows], None]) -> None:
        """Run work whose loss does no harm: without waiting for the disk, nor for replies in between."""

        self.attempt(lambda: self.note_once(work))

    def note_once(self, work: Callable[[Rows], None]) -> None:
        """Do the same without retries."""
        with self.connection.pipeline(), self.transaction() as cursor:
            cursor.execute("set local synchronous_commit to off")
            work(cursor)

    def close(self) -> None:
        """Close the connection unless it is the one that was passed in."""
        if self.connection is not self._given:
            self.connection.close()

    @property
    def is_lost(self) -> bool:
        """Whether the connection is closed."""
        return self.connection.closed

    def _may_pass(self, state: RetryCallState, judge: Judge) -> bool:
        error = state.outcome.exception() if state.outcome else None
        return error is not None and judge.may_pass(error, self.is_lost and not self.dry_run)

    def _is_enough(self, state: RetryCallState) -> bool:
        """Return whether to stop: after some attempts or, without a server, after the time that a restart may take."""
        if self.is_lost:
            return (state.seconds_since_start or 0) >= PATIENCE
        return state.attempt_number >= ATTEMPTS

    def _connect(self) -> None:
        if self.connection.closed and not self.dry_run:
            info = self._given.info
            new = psycopg.connect(make_conninfo(**info.get_parameters(), password=info.password))
            try:
                self.connected(new)
            except BaseException:
                new.close()
                raise
            self.connection = new


def _raise_last(state: RetryCallState) -> Any:
    """Raise the error of the last attempt."""
    assert state.outcome is not None
    return state.outcome.result()


def lock_games(cursor: Rows, games: Iterable[int]) -> None:
    """Wait for and lock these games (0: the league), until the end of the transaction."""
    wanted = sorted(set(games))
    if len(wanted) > MOST_LOCKS:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", (LOADER_LOCK, EVERY_GAME))
        return
    cursor.execute("select pg_advisory_xact_lock_shared(%s, %s)", (LOADER_LOCK, EVERY_GAME))
    # One statement per game, in ascending order, so that two loads cannot deadlock.
    cursor.executemany("select pg_advisory_xact_lock(%s, %s)", [(LOADER_LOCK, game) for game in wanted])


def user_name() -> str:
    """Return who loads: BENCHSIGHT_USER, else the user of the operating system."""
    try:
        return os.environ.get("BENCHSIGHT_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container's user may have a number and no name
        return f"uid {os.getuid()}"
