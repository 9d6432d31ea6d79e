"""A run from beginning to end: recorded, locked by one loader, released, with the reason if it fails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection, errors

from ingest.database.session import Session
from ingest.database.transient import first_line
from ingest.runs import records
from ingest.runs.options import LoadOptions
from ingest.runs.records import LoadStopped, Run, RunError
from ingest.runs.spool import Spool, SpoolError


def begin(session: Session, run_id: UUID, options: LoadOptions, paths: list[Path]) -> int:
    """Record and lock a new run; return the key of its lock."""

    def record() -> int:
        with session.transaction() as cursor:
            return records.begin(cursor, run_id, options.as_arguments(paths), options.user)

    lock_key = session.attempt(record)
    if not options.dry_run:
        records.hold(session.connection, lock_key)
    return lock_key


def take_over(connection: Connection[Any], which: str) -> Run:
    """Lock the run to resume; raise RunError if there is none, if it is complete or if its loader is alive."""
    found = records.find_run(connection, which)
    try:
        records.hold(connection, found.lock_key)
    except errors.LockNotAvailable as error:
        raise RunError(f"run {found.run_id} is being loaded by another process") from error
    run = records.find_run(connection, str(found.run_id))  # its loader may have completed it a moment ago
    if run.status == "completed":
        records.release(connection, run.lock_key)
        raise RunError(f"run {run.run_id} is complete: there is nothing to resume")
    return run


@contextmanager
def held(session: Session, run_id: UUID, lock_key: int, spool: Spool[Any, Any], is_temporary: bool) -> Iterator[None]:
    """Keep the lock through the block, also on new connections, and release it; record the reason if the block fails.

    Raise LoadStopped for errors of the database or the run's folder. The spool is removed with a run that cannot be
    resumed: one without a folder (``is_temporary``), or a dry run.
    """
    if not session.dry_run:
        session.connected = lambda new: records.hold(new, lock_key)
    try:
        with _failure_recorded(session, run_id):
            yield
    except BaseException:
        if session.dry_run or is_temporary:
            spool.remove()
        raise
    finally:
        if not session.dry_run:
            _try(lambda: records.release(session.connection, lock_key))


@contextmanager
def closing(session: Session) -> Iterator[None]:
    """Close, after the block, the connections that the session opened itself."""
    try:
        yield
    finally:
        session.close()


@contextmanager
def _failure_recorded(session: Session, run_id: UUID) -> Iterator[None]:
    """Record why a run stopped, if the database can be reached."""
    try:
        yield
    except BaseException as error:
        reason = "interrupted" if isinstance(error, KeyboardInterrupt) else first_line(error)
        _try(lambda: session.note_once(lambda cursor: records.finish(cursor, run_id, reason)))
        if isinstance(error, psycopg.Error | SpoolError):
            raise (RunError(reason) if session.dry_run else LoadStopped(reason, run_id)) from error
        raise


def _try(work: Callable[[], None]) -> None:
    """Run optional work; a database error in it must not hide the error that led here."""
    try:
        work()
    except psycopg.Error:
        return
