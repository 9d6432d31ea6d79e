"""What goes on beside the work: in a thread with a connection of its own, every so many seconds."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import psycopg

from benchsight.db.connections import connect
from benchsight.errors import BenchSightError
from benchsight.live.worker.log import Log


class Periodic:
    """While the block runs, ``do`` is called every so many seconds, for the first time after that many.

    It says whether to go on. While the database is away it is left out.
    """

    def __init__(self, name: str, seconds: float, do: Callable[[psycopg.Connection], bool], log: Log) -> None:
        self._name, self._seconds, self._do, self._log = name, seconds, do, log
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join(timeout=1.0)  # a daemon: what does not end by then ends with the process

    def _run(self) -> None:
        connection: psycopg.Connection | None = None
        try:
            while not self._ended.wait(self._seconds):
                try:
                    if connection is None or connection.closed:
                        connection = connect(autocommit=True, application_name=f"benchsight worker {self._name}")
                    if not self._do(connection):
                        return
                except (psycopg.OperationalError, BenchSightError) as error:
                    self._log.warning(self._name, problem=str(error))
                    if connection is not None:
                        connection.close()
        finally:
            if connection is not None:
                connection.close()
