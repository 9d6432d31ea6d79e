"""Leases: requests that a worker claims, renews while it works, and finishes; only the holder can report an end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import class_row

BATCH = 50  # games built in one run
MAX_DEATHS = 20  # workers that died over a request before it counts as the cause
SUSPICIOUS_DEATHS = 3  # from here on it is built alone
BACKOFF_SECONDS = 5.0  # before the second attempt; twice as long before each further one
LONGEST_BACKOFF_SECONDS = 600.0
# Held for a moment while claiming, so that no two requests of one game are held at a time. A claim need not be on disk
# before the work begins: if the server loses it, the request is pending again.
ONE_AT_A_TIME = """
    select pg_advisory_xact_lock(hashtextextended('etl_queue claims', 0)), set_config('synchronous_commit', 'off', true)
"""
BURY = """
    update public.etl_queue
    set
        status = 'failed',
        completed_at = clock_timestamp(),
        claim_token = null,
        lease_expires_at = null,
        takeovers = takeovers + 1,
        error_message = format('%%s workers died while they held it, the last was %%s', takeovers + 1, claimed_by)
    where status = 'processing' and lease_expires_at < clock_timestamp() and takeovers + 1 >= %s
"""
WAITING = """
    select id, game_id, operation, tables, load_operation, attempts > 0 or takeovers >= %(deaths)s as is_suspect
    from public.etl_queue as waiting
    where
        (
            (status = 'pending' and not_before <= clock_timestamp())
            or (status = 'processing' and lease_expires_at < clock_timestamp())
        )
        and id <> all(%(without)s)
        and (cast(%(only)s as bigint) is null or id = %(only)s)
        and not exists (
            select from public.etl_queue as held
            where
                held.status = 'processing'
                and held.lease_expires_at >= clock_timestamp()
                and (held.game_id = waiting.game_id or (waiting.game_id is null and held.game_id is null))
        )
    order by priority desc, requested_at, id
    limit %(batch)s
    for update skip locked
"""
TAKE = """
    update public.etl_queue
    set
        takeovers = takeovers + case when status = 'processing' then 1 else 0 end,
        status = 'processing',
        started_at = clock_timestamp(),
        heartbeat_at = clock_timestamp(),
        lease_expires_at = clock_timestamp() + make_interval(secs => %(lease)s),
        claimed_by = %(worker)s,
        claim_token = %(token)s
    where id = any(%(ids)s)
"""
RENEW = """
    update public.etl_queue
    set heartbeat_at = clock_timestamp(), lease_expires_at = clock_timestamp() + make_interval(secs => %(lease)s)
    where claim_token = %(token)s and status = 'processing'
"""
FINISH = """
    update public.etl_queue
    set
        status = 'completed',
        completed_at = clock_timestamp(),
        claim_token = null,
        lease_expires_at = null,
        build_id = %(build_id)s,
        error_message = null
    where id = any(%(ids)s) and claim_token = %(token)s and status = 'processing'
"""
# If the same was requested again meanwhile, the newer request stays and this one ends.
RETURN = """
    with held as (
        select
            id,
            attempts + %(failed)s as attempts,
            %(failed)s > 0 and (attempts + %(failed)s >= max_attempts or %(for_good)s) as has_failed,
            row_number() over (partition by operation, game_id, tables, load_operation order by id desc) > 1
            or exists (
                select from public.etl_queue as newer
                where
                    newer.status = 'pending'
                    and newer.operation = mine.operation
                    and newer.game_id is not distinct from mine.game_id
                    and newer.tables is not distinct from mine.tables
                    and newer.load_operation is not distinct from mine.load_operation
            ) as is_asked_again
        from public.etl_queue as mine
        where id = any(%(ids)s) and claim_token = %(token)s and status = 'processing'
    ),
    decided as (
        select *, case when has_failed then 'failed' when is_asked_again then 'cancelled' else 'pending' end as outcome
        from held
    )
    update public.etl_queue
    set
        status = decided.outcome,
        attempts = decided.attempts,
        completed_at = case when decided.outcome <> 'pending' then clock_timestamp() end,
        not_before = clock_timestamp() + make_interval(
            secs => case when %(failed)s = 0 then %(delay)s else least(
                %(delay)s * power(2, decided.attempts - 1), %(longest)s
            ) end
        ),
        claim_token = null,
        lease_expires_at = null,
        error_message = coalesce(%(message)s, error_message)
    from decided
    where etl_queue.id = decided.id
    returning decided.outcome
"""
NEXT = """
    select extract(epoch from min(case when status = 'pending' then not_before else lease_expires_at end)
        - clock_timestamp())
    from public.etl_queue where status in ('pending', 'processing')
"""


@dataclass(frozen=True)
class Held:
    """A request that a worker holds; a suspect failed before, or workers died over it, so it is built alone."""

    id: int
    game_id: int | None
    operation: str
    tables: list[str] | None
    load_operation: str | None
    is_suspect: bool


@dataclass(frozen=True)
class Lease:
    """Requests that a worker holds under one lease: games to build together, or one request of another kind."""

    requests: list[Held]
    token: UUID = field(default_factory=uuid4)

    @property
    def ids(self) -> list[int]:
        """The numbers of the requests."""
        return [request.id for request in self.requests]


def claim(
    connection: psycopg.Connection,
    worker: str,
    lease: float,
    batch: int = BATCH,
    without: Iterable[int] = (),
    only: int | None = None,
) -> Lease | None:
    """Claim the first requests, with a lease in seconds; None if nothing is pending except ``without``.

    Requests of a game of which another worker holds one are left out.
    """
    which = {"batch": batch, "deaths": SUSPICIOUS_DEATHS, "without": list(without), "only": only}
    with connection.transaction():
        connection.execute(ONE_AT_A_TIME)
        connection.execute(BURY, (MAX_DEATHS,))
        with connection.cursor(row_factory=class_row(Held)) as cursor:
            waiting = cursor.execute(WAITING, which).fetchall()
        if not waiting:
            return None
        taken = Lease(_together(waiting))
        connection.execute(TAKE, {"ids": taken.ids, "worker": worker, "lease": lease, "token": taken.token})
        return taken


def _together(waiting: list[Held]) -> list[Held]:
    """Return the requests to build in one run: the first, and the games up to the next request of another kind."""
    first = waiting[0]
    if first.operation != "process_game" or first.is_suspect:
        return [first]
    together = []
    for request in waiting:
        if request.operation != "process_game":
            break
        if not request.is_suspect:
            together.append(request)
    return together


def renew(connection: psycopg.Connection, held: Lease, lease: float) -> int:
    """Extend the lease, in seconds from now; return how many requests are still held."""
    return connection.execute(RENEW, {"token": held.token, "lease": lease}).rowcount


def finish(connection: psycopg.Connection, held: Lease, ids: Iterable[int], build_id: int | None) -> int:
    """Record that requests are done; return how many, which is fewer if another worker has taken some over."""
    return connection.execute(FINISH, {"token": held.token, "ids": list(ids), "build_id": build_id}).rowcount


def fail(
    connection: psycopg.Connection, held: Lease, ids: Iterable[int], message: str, for_good: bool = False
) -> dict[str, int]:
    """Record a failed attempt: the requests are pending again, or failed for good. Return how many of each status."""
    how = {"failed": 1, "delay": BACKOFF_SECONDS, "message": message, "for_good": for_good}
    return _return(connection, held, ids, how)


def hand_back(connection: psycopg.Connection, held: Lease, ids: Iterable[int], delay: float = 0.0) -> dict[str, int]:
    """Hand back requests that were not tried, for any worker after ``delay`` seconds. Return counts by status."""
    return _return(connection, held, ids, {"failed": 0, "delay": delay, "message": None, "for_good": False})


def seconds_until_next(connection: psycopg.Connection) -> float | None:
    """Return the seconds until a pending request may be taken or a lease expires; None if there is neither."""
    row = connection.execute(NEXT).fetchone()
    return None if row is None or row[0] is None else max(float(row[0]), 0.0)


def _return(
    connection: psycopg.Connection, held: Lease, ids: Iterable[int], how: Mapping[str, object]
) -> dict[str, int]:
    parameters = {"token": held.token, "ids": list(ids), "longest": LONGEST_BACKOFF_SECONDS, **how}
    while True:
        try:
            outcomes = connection.execute(RETURN, parameters).fetchall()
        except psycopg.errors.UniqueViolation:
            continue  # the same was requested at the same moment; now that request is visible
        return {status: sum(outcome == status for (outcome,) in outcomes) for status in {o for (o,) in outcomes}}
