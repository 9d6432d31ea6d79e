"""The worker's connection: made anew, with patience, whenever the database goes away."""

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

import psycopg

from benchsight.db.connections import connect
from benchsight.errors import ServerError
from benchsight.live.worker.log import Log
from benchsight.live.worker.stop import Stop

Result = TypeVar("Result")

CHANNEL = "benchsight_queue"  # ops.notify_workers
FIRST_WAIT = 0.2  # seconds
LONGEST_WAIT = 10.0


class WorkerDatabase:
    """A connection in autocommit that listens to the queue."""

    def __init__(self, log: Log, stop: Stop) -> None:
        self._log = log
        self._stop = stop
        self._connection: psycopg.Connection | None = None

    def run(self, do: Callable[[psycopg.Connection], Result]) -> Result:
        """What ``do`` returns; it is called again on a new connection for as long as the database is away.

        Raises psycopg.OperationalError if the worker is to stop meanwhile.
        """
        wait = FIRST_WAIT
        while True:
            try:
                return do(self._get())
            except (psycopg.OperationalError, ServerError) as error:
                self.close()
                if self._stop.requested:
                    raise
                self._log.warning("database", problem=str(error), again_in=wait)
                self._stop.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    def wait(self, seconds: float) -> None:
        """Wait until something is queued, or so many seconds."""

        def listen(connection: psycopg.Connection) -> None:
            with self._stop.interruptible(), closing(connection.notifies(timeout=seconds, stop_after=1)) as heard:
                list(heard)
            with closing(connection.notifies(timeout=0)) as more:
                list(more)

        self.run(listen)

    def close(self) -> None:
        """End the connection; the next call makes a new one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _get(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = connect(autocommit=True, application_name="benchsight worker")
            self._connection.execute(f"listen {CHANNEL}")
        return self._connection
