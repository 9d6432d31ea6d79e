"""The runs of the loader in ops.ingest_runs: written, found, locked by one loader, ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Connection, Cursor, errors
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from ingest.journal.phases import Journal, Phase, error_payload
from ingest.journal.versions import code_version
from ingest.selection.fetching import FetchedFile

Rows = Cursor[tuple[Any, ...]]
RUN_LOCK = 1_818_386_277  # a key that nothing else in the database locks
LAST = "last"
KILLED = "the loader ended unexpectedly"


class RunError(Exception):
    """A run cannot be found or resumed; the message is one line that says why."""


class LoadStopped(RunError):
    """A load stopped for a reason outside its files; what has landed stays, and the run can be resumed."""

    def __init__(self, message: str, run_id: UUID) -> None:
        super().__init__(message)
        self.run_id = run_id


@dataclass(frozen=True)
class Run:
    """One run; ``is_held``: its loader is alive; ``files_landed`` counts those of its ``files`` that landed."""

    run_id: UUID
    lock_key: int
    arguments: dict[str, Any]
    status: str
    started_at: datetime
    resumed_at: datetime | None
    completed_at: datetime | None
    initiated_by: str
    error_message: str | None
    is_held: bool
    files: int
    files_landed: int
    phase: str | None

    @property
    def state(self) -> str:
        """running, killed, failed or completed."""
        return "killed" if self.status == "running" and not self.is_held else self.status


def begin(cursor: Rows, run_id: UUID, arguments: dict[str, Any], initiated_by: str) -> int:
    """Record a new run; return the key of its lock."""
    cursor.execute(
        "insert into ops.ingest_runs (run_id, arguments, code_version, initiated_by) values (%s, %s, %s, %s)"
        " on conflict (run_id) do update set arguments = excluded.arguments returning lock_key",
        (run_id, Jsonb(arguments), code_version(), initiated_by),
    )
    return int(cursor.fetchall()[0][0])


def hold(connection: Connection[Any], lock_key: int) -> None:
    """Lock a run while the connection is open; raise LockNotAvailable if another loader has it."""
    row = connection.execute("select pg_try_advisory_lock(%s, %s)", (RUN_LOCK, lock_key)).fetchone()
    connection.commit()
    if row is None or not row[0]:
        raise errors.LockNotAvailable("another loader holds this run")


def release(connection: Connection[Any], lock_key: int) -> None:
    """Unlock a run."""
    connection.execute("select pg_advisory_unlock(%s, %s)", (RUN_LOCK, lock_key))
    connection.commit()


def finish(cursor: Rows, run_id: UUID, error: str | None) -> None:
    """Record the end of a run: completed, or failed for this reason."""
    cursor.execute(
        "update ops.ingest_runs set status = %s, completed_at = clock_timestamp(), error_message = %s"
        " where run_id = %s",
        ("completed" if error is None else "failed", error, run_id),
    )


def list_runs(connection: Connection[Any], limit: int = 20) -> list[Run]:
    """Return the latest runs, newest first."""
    return _select(connection, "true", (limit,))


def find_run(connection: Connection[Any], which: str) -> Run:
    """Return the run with this id (or a unique prefix of it), or the ``last`` one; raise RunError."""
    if which == LAST:
        found = _select(connection, "true", (1,))
    else:
        found = _select(connection, "starts_with(cast(r.run_id as text), lower(%s))", (which, 2))
    if len(found) != 1:
        raise RunError(f"{'no' if not found else 'more than one'} run {which}: `benchsight load --runs` lists them")
    return found[0]


def take_up(cursor: Rows, run: Run) -> Journal:
    """Resume a run: mark its open steps as failed, and return the journal of its steps."""
    killed = Jsonb(error_payload(InterruptedError(KILLED), is_transient=True))
    cursor.execute(
        "update ops.ingest_runs set status = 'running', resumed_at = clock_timestamp(), completed_at = null,"
        " error_message = null where run_id = %s",
        (run.run_id,),
    )
    cursor.execute(
        "update public.ingest_logs set status = 'failed', completed_at = clock_timestamp(), error = %s"
        " where run_id = %s and status = 'started'",
        (killed, run.run_id),
    )
    cursor.execute(
        "update public.load_history set status = 'failed', completed_at = clock_timestamp(), error_message = %s"
        " where load_id = %s and status = 'started'",
        (KILLED, run.run_id),
    )
    return _journal(cursor, run.run_id)


def _journal(cursor: Rows, run_id: UUID) -> Journal:
    """Read the outcome of each step from its last attempt: completed, skipped, or failed for good."""
    cursor.execute(
        "select phase, source_file, attempt, status, cast(error ->> 'is_transient' as boolean), error ->> 'message'"
        " from public.ingest_logs where run_id = %s and (game_id is null or source_file is not null)"
        " order by attempt, id",
        (run_id,),
    )
    journal = Journal(run_id)
    for phase, file, attempt, status, is_transient, message in cursor:
        journal.attempts[phase, file] = attempt
        journal.outcomes.pop((phase, file), None)
        if status == "completed" or (file is not None and (status == "skipped" or is_transient is False)):
            journal.outcomes[phase, file] = None if status == "completed" else message
    _do_again(journal)
    return journal


def _do_again(journal: Journal) -> None:
    """Drop the outcome of every phase after the first that was not completed; outcomes of files stay."""
    is_good = True
    for phase in Phase:
        is_good = is_good and (phase, None) in journal.outcomes
        if not is_good:
            journal.outcomes.pop((phase, None), None)


def keep_files(cursor: Rows, run_id: UUID, files: Iterable[FetchedFile]) -> None:
    """Record the files that the run has fetched."""
    cursor.execute("delete from ops.ingest_files where run_id = %s", (run_id,))
    with cursor.copy("copy ops.ingest_files (run_id, source_file, path, is_named, sha256, bytes) from stdin") as copy:
        for file in files:
            copy.write_row((run_id, file.source_file, file.stored_path, file.is_named, file.sha256, file.bytes))


def kept_files(cursor: Rows, run_id: UUID) -> list[FetchedFile]:
    """Return the files that the run has fetched, in order of their paths."""
    cursor.execute(
        "select path, source_file, is_named, sha256, bytes from ops.ingest_files where run_id = %s order by path",
        (run_id,),
    )
    return [FetchedFile(Path(path), source, named, sha256, size) for path, source, named, sha256, size in cursor]


def _select(connection: Connection[Any], condition: str, values: tuple[Any, ...]) -> list[Run]:
    with connection.transaction(), connection.cursor(row_factory=class_row(Run)) as cursor:
        return cursor.execute(_RUNS.format(lock=RUN_LOCK, condition=condition), values).fetchall()


_RUNS = """
    select
        r.run_id, r.lock_key, r.arguments, r.status, r.started_at, r.resumed_at, r.completed_at, r.initiated_by,
        r.error_message,
        exists (
            select from pg_locks as l
            where l.locktype = 'advisory' and l.classid = {lock} and l.objid = r.lock_key and l.objsubid = 2
                and l.database = (select oid from pg_database where datname = current_database())
        ) as is_held,
        (select count(*) from ops.ingest_files as f where f.run_id = r.run_id) as files,
        (
            select count(distinct h.source_file) from public.load_history as h
            where h.load_id = r.run_id and h.status = 'completed'
        ) as files_landed,
        (
            select p.phase from public.ingest_logs as p
            where p.run_id = r.run_id and p.source_file is null and p.game_id is null order by p.id desc limit 1
        ) as phase
    from ops.ingest_runs as r
    where {condition}
    order by r.started_at desc, r.lock_key desc
    limit %s
"""
