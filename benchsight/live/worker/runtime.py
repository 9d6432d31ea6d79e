"""The runtime of a worker: its log, its stop signal, its connections to the database."""

import json
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from types import FrameType, TracebackType
from typing import Self, TypeVar

import psycopg

from benchsight.db.connections import connect
from benchsight.errors import BenchSightError, ServerError

Write = Callable[[str], None]
Result = TypeVar("Result")

GRACE_SECONDS = 3.0  # that a build may go on after a signal to stop
CHANNEL = "benchsight_queue"  # ops.notify_workers
FIRST_WAIT = 0.2  # seconds until a lost connection is opened again; doubled each time
LONGEST_WAIT = 10.0


class Log:
    """Writes a line for each event: time, level, event and fields; for people, or as JSON for log collectors."""

    def __init__(self, write: Write, as_json: bool = False) -> None:
        self._write = write
        self._as_json = as_json

    def info(self, event: str, **fields: object) -> None:
        """Log an event; fields that are None are left out."""
        self._line("info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Log a problem that the worker handles by itself."""
        self._line("warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Log a failure that needs attention."""
        self._line("error", event, fields)

    def _line(self, level: str, event: str, fields: Mapping[str, object]) -> None:
        now = datetime.now().astimezone()
        known = {name: value for name, value in fields.items() if value is not None}
        if self._as_json:
            line = {"time": now.isoformat(timespec="milliseconds"), "level": level, "event": event, **known}
            self._write(json.dumps(line, default=str, ensure_ascii=False))
            return
        mark = "" if level == "info" else f"{level} "
        words = " ".join(f"{name}={_word(value)}" for name, value in known.items())
        self._write(f"{now:%Y-%m-%d %H:%M:%S} {mark}{event:<10} {words}".rstrip())


def _word(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.2f}"
    text = " ".join(str(value).split())
    return json.dumps(text, ensure_ascii=False) if " " in text or "=" in text else text


def worker_name(pid: int) -> str:
    """Name a worker by its host and process."""
    return f"{socket.gethostname()}:{pid}"


class StopRequested(KeyboardInterrupt):
    """The worker was asked to stop. A KeyboardInterrupt, so that the build it ends is recorded as interrupted."""


class Stop:
    """A request to stop, by SIGTERM or SIGINT; it raises StopRequested in blocks that are ``interruptible``."""

    def __init__(self) -> None:
        self.requested = False
        self._grace: float | None = None

    def listen(self) -> None:
        """Handle SIGTERM and SIGINT from now on. Only the main thread may call this."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGALRM, self._on_alarm)

    @contextmanager
    def interruptible(self, grace: float = 0.0) -> Iterator[None]:
        """Raise StopRequested in the block, ``grace`` seconds after a request to stop."""
        self._grace = grace  # set before ``requested`` is read, so that no signal is lost in between
        try:
            if self.requested:
                raise StopRequested
            yield
        finally:
            self._grace = None

    def sleep(self, seconds: float) -> None:
        """Sleep; raises StopRequested on a request to stop."""
        with self.interruptible():
            time.sleep(seconds)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        again, self.requested = self.requested, True
        if self._grace is None:
            return
        if self._grace == 0.0 or again:
            self._interrupt()
        signal.setitimer(signal.ITIMER_REAL, self._grace)

    def _on_alarm(self, number: int, frame: FrameType | None) -> None:
        if self._grace is not None:
            self._interrupt()

    def _interrupt(self) -> None:
        self._grace = None  # once: cleaning up is not interrupted
        raise StopRequested


class WorkerDatabase:
    """A connection in autocommit that listens to the queue; opened again, with backoff, when it is lost."""

    def __init__(self, log: Log, stop: Stop) -> None:
        self._log = log
        self._stop = stop
        self._connection: psycopg.Connection | None = None

    def run(self, do: Callable[[psycopg.Connection], Result]) -> Result:
        """Call ``do`` and return its result; call it again on a new connection while the database is unavailable.

        Raises psycopg.OperationalError if the worker is asked to stop meanwhile.
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
        """Wait until a request is queued, ``seconds`` at most."""

        def listen(connection: psycopg.Connection) -> None:
            with self._stop.interruptible(), closing(connection.notifies(timeout=seconds, stop_after=1)) as heard:
                list(heard)
            with closing(connection.notifies(timeout=0)) as more:
                list(more)

        self.run(listen)

    def close(self) -> None:
        """Close the connection; the next call opens a new one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _get(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = connect(autocommit=True, application_name="benchsight worker")
            self._connection.execute(f"listen {CHANNEL}")
        return self._connection


class Background:
    """A thread beside the work while the block runs; a daemon, which ends with the process at the latest."""

    def __init__(self, name: str, patience: float = 1.0) -> None:
        self._patience = patience
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._wake()
        self._thread.join(timeout=self._patience)

    def _wake(self) -> None:
        """Interrupt what the thread waits for beside ``_ended``."""

    def _run(self) -> None:
        """Work until ``_ended`` is set."""
        raise NotImplementedError


class Periodic(Background):
    """Calls ``do`` every ``seconds`` while the block runs, in a thread with a connection of its own.

    ``do`` returns whether to go on. Calls are skipped while the database is unavailable.
    """

    def __init__(self, name: str, seconds: float, do: Callable[[psycopg.Connection], bool], log: Log) -> None:
        super().__init__(name)
        self._name, self._seconds, self._do, self._log = name, seconds, do, log

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
