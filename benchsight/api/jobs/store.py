"""Storage of jobs: add, claim, hold, cancel, end, reclaim."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from benchsight.errors import BenchSightError

LOCK_CLASS = 1_245_790_066  # class of the advisory locks of running jobs; the table's comment names it
MOST_ATTEMPTS = 3
STARTING_SECONDS = 20  # a started process must hold its job within this time
COLUMNS = """
    job_id, lock_number, kind, arguments, status, progress, current_step, result, error_message, requested_by,
    requested_at, started_at, completed_at, attempts, cancel_requested_at
"""
CLAIM = f"""
    update ops.api_jobs
    set
        status = 'running', started_at = coalesce(started_at, clock_timestamp()), claimed_at = clock_timestamp(),
        attempts = attempts + 1, progress = 0, current_step = 'starting', error_message = null
    where job_id = (
        select job_id from ops.api_jobs where status = 'pending' order by requested_at, job_id
        limit 1 for update skip locked
    )
    returning {COLUMNS}
"""  # nosec B608 # constants
CANCEL = f"""
    update ops.api_jobs
    set
        cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
        cancelled_by = coalesce(cancelled_by, %(who)s),
        status = case status when 'pending' then 'cancelled' else status end,
        completed_at = case status when 'pending' then clock_timestamp() end
    where job_id = %(job)s and status in ('pending', 'running')
    returning {COLUMNS}
"""  # nosec B608 # constants
# Jobs whose process died: the lock is free and STARTING_SECONDS have passed.
RECLAIM = """
    update ops.api_jobs as jobs
    set
        status = outcome.status,
        completed_at = case when outcome.status <> 'pending' then clock_timestamp() end,
        error_message = case outcome.status when 'cancelled' then null else 'its process died' end
    from ops.api_jobs as mine
    cross join lateral (
        select case
            when mine.cancel_requested_at is not null then 'cancelled'
            when mine.attempts >= %(most)s then 'failed'
            else 'pending'
        end as status
    ) as outcome
    where
        jobs.job_id = mine.job_id
        and mine.status = 'running'
        and (mine.job_id = %(job)s or mine.claimed_at < clock_timestamp() - make_interval(secs => %(seconds)s))
        and not exists (
            select from pg_catalog.pg_locks as held
            where
                held.locktype = 'advisory' and held.granted and held.objsubid = 2
                and held.classid = %(class)s and held.objid = cast(mine.lock_number as oid)
                and held.database = (
                    select d.oid from pg_catalog.pg_database as d where d.datname = current_database()
                )
        )
    returning jobs.job_id
"""
END = """
    update ops.api_jobs
    set
        status = %(status)s,
        completed_at = case when %(status)s <> 'pending' then clock_timestamp() end,
        progress = case when %(status)s = 'completed' then 100 else progress end,
        current_step = case when %(status)s = 'pending' then null else current_step end,
        attempts = attempts - case when %(status)s = 'pending' then 1 else 0 end,
        result = %(result)s,
        error_message = %(error)s
    where job_id = %(job)s and status = 'running'
"""


class UnknownJob(BenchSightError):
    """No job has this id."""


class JobEnded(BenchSightError):
    """Job has already ended and cannot be cancelled."""


@dataclass(frozen=True)
class Job:
    """Row of ops.api_jobs."""

    job_id: UUID
    lock_number: int
    kind: str
    arguments: dict[str, Any]
    status: str
    progress: int
    current_step: str | None
    result: dict[str, Any] | None
    error_message: str | None
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    attempts: int
    cancel_requested_at: datetime | None


def add_job(
    connection: psycopg.Connection, kind: str, arguments: Mapping[str, Any], who: str, job_id: UUID | None = None
) -> Job:
    """Add a pending job, under a given id or a new one."""
    query = f"""
        insert into ops.api_jobs (job_id, kind, arguments, requested_by) values (%s, %s, %s, %s) returning {COLUMNS}
    """  # nosec B608 # constants
    job = _one(connection, query, (job_id or uuid4(), kind, Jsonb(dict(arguments)), who[:100]))
    assert job is not None
    return job


def read_job(connection: psycopg.Connection, job_id: UUID) -> Job:
    """Return a job. Raise UnknownJob if it does not exist."""
    job = _one(connection, f"select {COLUMNS} from ops.api_jobs where job_id = %s", (job_id,))  # nosec B608 # constants
    if job is None:
        raise UnknownJob(f"there is no job {job_id}: GET /api/etl/history lists them")
    return job


def claim_job(connection: psycopg.Connection) -> Job | None:
    """Claim the oldest pending job; None if there is none."""
    return _one(connection, CLAIM, ())


def reclaim_jobs(connection: psycopg.Connection, ended: UUID | None = None) -> list[UUID]:
    """Requeue jobs whose process died, or fail them after MOST_ATTEMPTS; the process of ``ended`` has exited."""
    values = {"job": ended, "most": MOST_ATTEMPTS, "seconds": STARTING_SECONDS, "class": LOCK_CLASS}
    return [job for (job,) in connection.execute(RECLAIM, values).fetchall()]


def cancel_job(connection: psycopg.Connection, job_id: UUID, who: str) -> Job:
    """Cancel a pending job, or request that a running one stop. Raise UnknownJob or JobEnded."""
    job = _one(connection, CANCEL, {"job": job_id, "who": who[:100]})
    if job is None:
        ended = read_job(connection, job_id)
        raise JobEnded(f"job {job_id} is already {ended.status}")
    return job


def hold_job(connection: psycopg.Connection, job_id: UUID) -> Job | None:
    """Lock a running job for this session; None if another session holds it or it is not running."""
    job = read_job(connection, job_id)
    row = connection.execute("select pg_try_advisory_lock(%s, %s)", (LOCK_CLASS, job.lock_number)).fetchone()
    return job if row == (True,) and read_job(connection, job_id).status == "running" else None


def end_job(
    connection: psycopg.Connection,
    job_id: UUID,
    status: str,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """Record the outcome of a running job; ``pending`` requeues it without counting the attempt."""
    values = {"job": job_id, "status": status, "result": None if result is None else Jsonb(result), "error": error}
    connection.execute(END, values)


def is_cancelled(connection: psycopg.Connection, job_id: UUID) -> bool:
    """Return whether cancellation of a job was requested. Raise UnknownJob."""
    return read_job(connection, job_id).cancel_requested_at is not None


def _one(connection: psycopg.Connection, query: str, values: Any) -> Job | None:
    with connection.cursor(row_factory=class_row(Job)) as cursor:
        return cursor.execute(query.encode(), values).fetchone()
