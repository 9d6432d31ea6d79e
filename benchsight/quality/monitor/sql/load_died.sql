-- Runs of the loader that stopped before their end: failed as a whole, or said to run by nobody who lives.
with stopped as (
    select
        runs.*,
        greatest(runs.started_at, runs.resumed_at, runs.completed_at, logs.noted_at) as noted_at,
        logs.phase
    from ops.ingest_runs as runs
    left join lateral (
        select greatest(log.started_at, log.completed_at) as noted_at, log.phase
        from public.ingest_logs as log
        where log.run_id = runs.run_id
        order by log.id desc
        limit 1
    ) as logs on true
    where
        runs.status in ('running', 'failed')
        and runs.started_at > now() - make_interval(secs => 86400 * %(days)s)
        -- a living loader holds this lock (RUN_LOCK in ingest/runs/records.py); a long phase of it has a rule of its own
        and not exists (
            select from pg_catalog.pg_locks as held
            where
                held.locktype = 'advisory' and held.classid = 1818386277 and held.objid = runs.lock_key
                and held.objsubid = 2
                and held.database = (select oid from pg_catalog.pg_database where datname = current_database())
        )
        -- a later load of the same paths made up for it
        and not exists (
            select from ops.ingest_runs as later
            where
                later.started_at > runs.started_at
                and later.status = 'completed'
                and later.arguments -> 'paths' @> (runs.arguments -> 'paths')
                and later.arguments -> 'folder' is not distinct from runs.arguments -> 'folder'
                and later.arguments -> 'games' is not distinct from runs.arguments -> 'games'
        )
)

select
    cast(run_id as text) as subject_key,
    'started ' || to_char(started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC by ' || initiated_by
    || case status
        when 'failed' then ', stopped: ' || left(coalesce(error_message, 'no message'), 300)
        else ', silent since ' || to_char(noted_at at time zone 'UTC', 'HH24:MI') || coalesce(' in phase ' || phase, '')
    end as message,
    jsonb_build_object(
        'status', status, 'started_at', started_at, 'last_noted_at', noted_at, 'phase', phase, 'error', error_message
    ) as details
from stopped
where status = 'failed' or noted_at < now() - make_interval(secs => 60 * %(silent_minutes)s)
