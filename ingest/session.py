"""A database session for loading: one connection, made anew when it is lost, and one loader of a game at a time."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg import Connection, Cursor, errors
from psycopg.conninfo import make_conninfo
from psycopg.rows import tuple_row
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

Result = TypeVar("Result")
Rows = Cursor[tuple[Any, ...]]

ATTEMPTS = 5
LOADER_LOCK = 1_818_386_276  # any number that nothing else in the database locks
EVERY_GAME = -1
MOST_LOCKS = 256  # beyond it, one lock for every game: the server's lock table is not endless
# The last two only arise when a live writer comes between our look and our write.
RACES = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.UniqueViolation,
    errors.ForeignKeyViolation,
)


class Session:
    """A connection that is replaced when it is lost.

    ``connection`` must be idle: a load commits file by file. In a ``dry_run`` nothing is committed, so that
    a lost connection cannot be replaced.
    """

    def __init__(self, connection: Connection[Any], dry_run: bool = False) -> None:
        if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            raise ValueError("the connection is in a transaction; a load needs its own")
        self.connection = connection
        self._given = connection
        self._dry_run = dry_run

    @contextmanager
    def transaction(self) -> Iterator[Rows]:
        """A cursor in a transaction of its own, committed at the end."""
        with self.connection.transaction(), self.connection.cursor(row_factory=tuple_row) as cursor:
            yield cursor

    def attempt(self, work: Callable[[], Result]) -> Result:
        """What ``work`` returns; done again, a few times, after a lost connection or a race with another writer."""
        retrying = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.1, max=2),
            retry=retry_if_exception(self._may_pass),
            reraise=True,
        )
        result: Result = retrying(self._connected, work)
        return result

    def write(self, work: Callable[[Rows], None]) -> None:
        """Do a small piece of work in a transaction of its own."""

        def attempt() -> None:
            with self.transaction() as cursor:
                work(cursor)

        self.attempt(attempt)

    def close(self) -> None:
        """Close the connection if it is not the one that was given."""
        if self.connection is not self._given:
            self.connection.close()

    def _may_pass(self, error: BaseException) -> bool:
        if isinstance(error, RACES):
            return True
        return isinstance(error, psycopg.OperationalError) and self.connection.closed and not self._dry_run

    def _connected(self, work: Callable[[], Result]) -> Result:
        if self.connection.closed:
            info = self._given.info
            self.connection = psycopg.connect(make_conninfo(**info.get_parameters(), password=info.password))
        return work()


def lock_games(cursor: Rows, games: Iterable[int]) -> None:
    """Wait until nobody else loads one of these games; held to the end of the transaction. 0 stands for the league."""
    wanted = sorted(set(games))
    if len(wanted) > MOST_LOCKS:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", (LOADER_LOCK, EVERY_GAME))
        return
    cursor.execute("select pg_advisory_xact_lock_shared(%s, %s)", (LOADER_LOCK, EVERY_GAME))
    # One statement each, in ascending order: two loads of several games cannot wait for one another.
    cursor.executemany("select pg_advisory_xact_lock(%s, %s)", [(LOADER_LOCK, game) for game in wanted])
