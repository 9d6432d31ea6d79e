"""The connection to a cloud's database: opened when needed, and again when it was lost."""

from collections.abc import Callable
from typing import TypeVar

import psycopg

from benchsight.db.connections import open_connection
from benchsight.sync.published.place import ATTEMPTS, retrying
from benchsight.sync.settings import CloudError

T = TypeVar("T")
NAME = "benchsight sync"
SAME = "select current_database(), pg_postmaster_start_time()"
# A deadlock or a serialization failure with a writer there passes.
PASSING = ("40001", "40P01")


class CloudConnection:
    """A connection in autocommit; work on it is begun again after a lost connection or a race with another writer."""

    def __init__(self, local: psycopg.Connection, url: str, first_wait: float = 1.0, attempts: int = ATTEMPTS) -> None:
        self._local, self._url = local, url
        self._first_wait, self._attempts = first_wait, attempts
        self._connection: psycopg.Connection | None = None

    def close(self) -> None:
        """Close it."""
        if self._connection is not None:
            self._connection.close()

    def run(self, work: Callable[[psycopg.Connection], T]) -> T:
        """Do work on the connection, up to so many times. Work must be one transaction, or repeatable."""
        return retrying(self._passes, self._first_wait, self._attempts)(lambda: work(self._connected()))

    def run_once(self, work: Callable[[psycopg.Connection], T]) -> T:
        """Do work on the connection; whoever calls it tries again."""
        return work(self._connected())

    def _passes(self, error: BaseException) -> bool:
        if self._local.closed:
            return False
        if isinstance(error, psycopg.Error) and error.sqlstate in PASSING:
            return True
        return isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))

    def _connected(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed or self._connection.broken:
            self._connection = open_connection(self._url, autocommit=True, application_name=NAME)
            mine, there = (c.execute(SAME).fetchone() for c in (self._local, self._connection))
            if mine is not None and there is not None and mine == there:
                raise CloudError("BENCHSIGHT_CLOUD_URL is the database to copy from: it must be another one")
        return self._connection
