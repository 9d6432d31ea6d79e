"""Folder of received files: each upload has a folder named after its job, from reception until the job has ended.

``ID.part`` is being received: its server holds ``ID.lock``. ``ID`` belongs to a job. Either survives a kill; a sweep
removes what no open job needs. Servers of several databases may share the folder.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import psycopg
from filelock import FileLock, Timeout

from benchsight.errors import BenchSightError

FOLDER = "uploads"  # below BENCHSIGHT_HOME
PART, LOCK = ".part", ".lock"
UNKNOWN_SECONDS = 7 * 86_400  # a job that this database does not know may be one of another database
STRAY_SECONDS = 3600
OPEN_JOBS = "select job_id, status in ('pending', 'running') from ops.api_jobs where job_id = any(%s)"


class FilesGone(BenchSightError):
    """Received files are not there any more."""


class Spool:
    """Received files below ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def receiving(self, job_id: UUID) -> Iterator[Path]:
        """Yield a new private folder; remove it at the end unless it was kept."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(self._lock(job_id))
        part = self._part(job_id)
        with lock:
            try:
                part.mkdir(mode=0o700)
                yield part
            finally:
                shutil.rmtree(part, ignore_errors=True)
                self._lock(job_id).unlink(missing_ok=True)

    def keep(self, job_id: UUID) -> Path:
        """Keep a received folder for its job, whose row has been written; return its final place.

        Raise FilesGone if there is neither.
        """
        # the server and the process of the job may both be at it; one of them is first
        with suppress(FileNotFoundError):
            self._part(job_id).rename(self._final(job_id))
        if not self._final(job_id).is_dir():
            raise FilesGone("the uploaded files are not there any more: upload them again")
        return self._final(job_id)

    def sweep(self, connection: psycopg.Connection) -> None:
        """Remove folders whose jobs have ended, and what killed servers were receiving."""
        names: set[str] = set()
        with suppress(FileNotFoundError):
            names = {path.name for path in self.root.iterdir()}
        found = {name: job_id for name in names if (job_id := _job_of(name)) is not None}
        if not found:
            return
        is_open: dict[UUID, bool] = dict(connection.execute(OPEN_JOBS, (list(set(found.values())),)).fetchall())
        for name, job_id in found.items():
            if name.endswith(PART):
                self._sweep_part(job_id, is_open.get(job_id, False))
            elif name.endswith(LOCK):
                self._sweep_lock(job_id)
            elif not is_open.get(job_id, not _is_older(self.root / name, UNKNOWN_SECONDS)):
                shutil.rmtree(self.root / name, ignore_errors=True)

    def _sweep_part(self, job_id: UUID, is_open: bool) -> None:
        with suppress(Timeout), FileLock(self._lock(job_id), blocking=False):  # else it is being received
            if is_open:  # its server was killed after it had written the row
                with suppress(FilesGone):
                    self.keep(job_id)
            shutil.rmtree(self._part(job_id), ignore_errors=True)
            self._lock(job_id).unlink(missing_ok=True)

    def _sweep_lock(self, job_id: UUID) -> None:
        path = self._lock(job_id)
        if not self._part(job_id).exists() and _is_older(path, STRAY_SECONDS):
            path.unlink(missing_ok=True)

    def _part(self, job_id: UUID) -> Path:
        return self.root / f"{job_id}{PART}"

    def _lock(self, job_id: UUID) -> Path:
        return self.root / f"{job_id}{LOCK}"

    def _final(self, job_id: UUID) -> Path:
        return self.root / str(job_id)


def _job_of(name: str) -> UUID | None:
    """Return the job that a name in the folder belongs to; None if it is none of ours."""
    try:
        job_id = UUID(name.removesuffix(PART).removesuffix(LOCK))
    except ValueError:
        return None
    return job_id if name.removesuffix(PART).removesuffix(LOCK) == str(job_id) else None


def _is_older(path: Path, seconds: float) -> bool:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > seconds
    return False
