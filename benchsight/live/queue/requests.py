"""Requests of the queue: list, add, retry and cancel them."""

from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from benchsight.live.queue.errors import QueueError

COLUMNS = """
    id, game_id, operation, tables, load_operation, status, priority, requested_at, requested_by, started_at,
    completed_at, attempts, max_attempts, takeovers, not_before, claimed_by, lease_expires_at, build_id, error_message
"""
RECENT = "1 day"
# Processing, then pending in the order in which they will be taken, then ended, the latest first.
LIST = f"""
    select {COLUMNS} from public.etl_queue
    where
        %(everything)s
        or status in ('processing', 'pending')
        or (status = 'failed' and completed_at > now() - cast(%(recent)s as interval))
    order by
        array_position(array['processing', 'pending'], cast(status as text)) nulls last,
        case when status = 'pending' then priority end desc,
        case when status = 'pending' then requested_at end,
        completed_at desc,
        id
"""  # nosec B608 # constants


@dataclass(frozen=True)
class QueuedRequest:
    """A row of etl_queue, without the token of its holder."""

    id: int
    game_id: int | None
    operation: str
    tables: list[str] | None
    load_operation: str | None
    status: str
    priority: int
    requested_at: datetime
    requested_by: str | None
    started_at: datetime | None
    completed_at: datetime | None
    attempts: int
    max_attempts: int
    takeovers: int
    not_before: datetime
    claimed_by: str | None
    lease_expires_at: datetime | None
    build_id: int | None
    error_message: str | None


def read_queue(connection: psycopg.Connection, everything: bool = False) -> list[QueuedRequest]:
    """Return requests that are pending, processing or failed within a day; or all."""
    with connection.cursor(row_factory=class_row(QueuedRequest)) as cursor:
        return cursor.execute(LIST.encode(), {"everything": everything, "recent": RECENT}).fetchall()


def read_request(connection: psycopg.Connection, request_id: int) -> QueuedRequest:
    """Return one request. Raises QueueError if there is none of that number."""
    with connection.cursor(row_factory=class_row(QueuedRequest)) as cursor:
        query = f"select {COLUMNS} from public.etl_queue where id = %s"  # nosec B608 # constants
        request = cursor.execute(query.encode(), (request_id,)).fetchone()
    if request is None:
        raise QueueError(f"there is no request {request_id} in the queue: `benchsight queue --all` lists them")
    return request


def enqueue_game(connection: psycopg.Connection, game_id: int, priority: int) -> int:
    """Request a build of a game; return the number of the request, which may exist already."""
    return _enqueue(connection, game_id, "process_game", None, None, priority)


def retry(connection: psycopg.Connection, request_id: int) -> int:
    """Retry a request that failed, was cancelled or waits for its next attempt; return its number, or a new one.

    Raises QueueError for a request that is worked on or done.
    """
    request = read_request(connection, request_id)
    if request.status in ("processing", "completed"):
        raise QueueError(f"request {request_id} is {request.status}: there is nothing to try again")
    at_once = connection.execute(
        "update public.etl_queue set attempts = 0, takeovers = 0, not_before = clock_timestamp()"
        " where id = %s and status = 'pending'",
        (request_id,),
    )
    if at_once.rowcount:
        connection.execute("select pg_notify('benchsight_queue', '')")
        return request_id
    return _enqueue(
        connection, request.game_id, request.operation, request.tables, request.load_operation, request.priority
    )


def cancel(connection: psycopg.Connection, request_id: int) -> None:
    """Cancel a pending request. Raises QueueError if it is not pending."""
    request = read_request(connection, request_id)
    cancelled = connection.execute(
        "update public.etl_queue set status = 'cancelled', completed_at = clock_timestamp()"
        " where id = %s and status = 'pending'",
        (request_id,),
    )
    if not cancelled.rowcount:
        raise QueueError(f"request {request_id} is {request.status}: only a pending one can be cancelled")


def _enqueue(
    connection: psycopg.Connection,
    game_id: int | None,
    operation: str,
    tables: list[str] | None,
    load_operation: str | None,
    priority: int,
) -> int:
    row = connection.execute(
        "select ops.enqueue(%s, %s, %s, %s, %s)", (game_id, operation, tables, load_operation, priority)
    ).fetchone()
    assert row is not None
    return int(row[0])
