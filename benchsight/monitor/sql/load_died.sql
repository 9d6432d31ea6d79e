-- Runs of the loader that say they run, and have noted nothing for a while.
with silent as (
    select
        runs.run_id,
        runs.started_at,
        runs.initiated_by,
        greatest(runs.started_at, runs.resumed_at, logs.noted_at) as noted_at,
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
        runs.status = 'running'
        and runs.started_at > now() - make_interval(secs => 86400 * %(days)s)
        and not exists (
            select from ops.ingest_runs as later
            where
                later.started_at > runs.started_at
                and later.status = 'completed'
                and later.arguments = runs.arguments
        )
)

select
    cast(run_id as text) as subject_key,
    'started ' || to_char(started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC by ' || initiated_by
    || ', silent since ' || to_char(noted_at at time zone 'UTC', 'HH24:MI') || coalesce(' in phase ' || phase, '') as message,
    jsonb_build_object('started_at', started_at, 'last_noted_at', noted_at, 'phase', phase) as details
from silent
where noted_at < now() - make_interval(secs => 60 * %(silent_minutes)s)
