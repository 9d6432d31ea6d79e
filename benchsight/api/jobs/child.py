"""`python -m benchsight.api.jobs.child JOB`: runs one job and records its outcome.

An advisory lock of this process's session holds the job. SIGTERM, or a cancellation in the database, stops the work as
Ctrl-C stops a command: cleanly, without partial writes.
"""

import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from uuid import UUID

import psycopg

from benchsight.api.jobs.store import UnknownJob, end_job, hold_job, is_cancelled
from benchsight.api.jobs.work import Done, do
from benchsight.db.connections import connect
from benchsight.errors import BenchSightError
from benchsight.live.worker.runtime import StopRequested

log = logging.getLogger("benchsight.api.jobs")

LOOK_SECONDS = 0.5
TELL_SECONDS = 0.25
NAME = "benchsight job"
# Percent range of each step of a build; any other step spans the whole job.
STEPS = {"models": (5, 75), "tests": (75, 99)}


class Progress:
    """Progress of a job, written to the database at most every TELL_SECONDS."""

    def __init__(self, connection: psycopg.Connection, job_id: UUID) -> None:
        self._connection, self._job_id = connection, job_id
        self._step, self._done, self._total = "", 0, 0
        self._told_at, self._percent = 0.0, 0

    def waits(self, why: str) -> None:
        """Record what the job waits for."""
        self._tell(why)

    def advances(self, step: str, total: int, node: str | None) -> None:
        """Record that ``node`` of a step with ``total`` nodes has finished; None if the step is starting."""
        if step != self._step:
            self._step, self._done, self._total, self._told_at = step, 0, 0, 0.0
        self._total = total or self._total
        self._done += node is not None
        begin, end = STEPS.get(step, (0, 99))
        share = min(self._done / self._total, 1.0) if self._total else 0.0
        self._percent = max(self._percent, round(begin + (end - begin) * share))
        if time.monotonic() - self._told_at >= TELL_SECONDS:
            self._tell(step if node is None else f"{step}: {node}")

    def reaches(self, step: str, done: int, total: int) -> None:
        """Record that ``done`` of all ``total`` steps have ended, and the one that has begun."""
        self._percent = max(self._percent, 99 * done // total if total else 0)
        if time.monotonic() - self._told_at >= TELL_SECONDS:
            self._tell(step)

    def _tell(self, step: str) -> None:
        self._told_at = time.monotonic()
        self._connection.execute(
            "update ops.api_jobs set progress = greatest(progress, %s), current_step = %s where job_id = %s",
            (self._percent, step, self._job_id),
        )


class Stopping:
    """Signal handler that raises StopRequested in the main thread at most once, and only during ``working``."""

    def __init__(self) -> None:
        self.requested = False
        self._is_working = False

    @contextmanager
    def working(self) -> Iterator[None]:
        """Allow StopRequested in the body; raise it at once if a stop was already requested."""
        try:
            self._is_working = True
            if self.requested:
                raise StopRequested
            yield
        finally:
            self._is_working = False

    def listen(self) -> None:
        """Install handlers for SIGTERM and SIGINT."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.requested = True
        if self._is_working:
            self._is_working = False
            raise StopRequested


def watch(job_id: UUID, ended: threading.Event) -> None:
    """Send SIGTERM to this process when the job is cancelled."""
    while not ended.wait(LOOK_SECONDS):
        with suppress(psycopg.Error, BenchSightError), connect(autocommit=True, application_name=NAME) as connection:
            while not ended.wait(LOOK_SECONDS):
                if is_cancelled(connection, job_id):
                    os.kill(os.getpid(), signal.SIGTERM)
                    return


def run_job(job_id: UUID) -> None:
    """Run a claimed job and record its outcome; do nothing if another process holds it."""
    stopping, ended = Stopping(), threading.Event()
    stopping.listen()
    with connect(autocommit=True, application_name=NAME) as connection:
        try:
            job = hold_job(connection, job_id)
        except UnknownJob:
            return  # deleted since
        if job is None:
            return
        threading.Thread(target=watch, args=(job_id, ended), daemon=True).start()
        try:
            with stopping.working():
                done = do(job.kind, job.arguments, Progress(connection, job_id))
        except StopRequested:
            done = None
        except BenchSightError as error:
            done = Done({}, str(error))
        except psycopg.OperationalError:
            raise  # the database failed: the lock is free, and the job is reclaimed
        except Exception as error:
            log.exception("job %s", job_id)
            done = Done({}, f"{type(error).__name__}: {error}")
        finally:
            ended.set()
        _record(connection, job_id, done, stopping.requested)


def _record(connection: psycopg.Connection, job_id: UUID, done: Done | None, stopped: bool) -> None:
    """Record the outcome; a stopped job is cancelled if that was requested, else returned to pending."""
    if done is None or (stopped and done.error is not None):
        end_job(connection, job_id, "cancelled" if is_cancelled(connection, job_id) else "pending")
        return
    result = json.loads(json.dumps(done.result, default=str)) or None
    end_job(connection, job_id, "completed" if done.error is None else "failed", result, done.error)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    run_job(UUID(sys.argv[1]))
