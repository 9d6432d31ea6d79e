-- Phases that took, in their newest run, much longer than the median of their runs before, whole and per row; or too long.
with newest as (
    select log.*, coalesce(log.duration_ms / 1000.0, extract(epoch from now() - log.started_at)) as seconds
    from unnest(array[
        'fetch', 'validate', 'transform', 'upsert_members', 'upsert_games', 'snapshot', 'stats'
    ]) as phases (phase)
    cross join lateral (
        select * from public.ingest_logs as logs
        where logs.phase = phases.phase and logs.source_file is null and logs.game_id is null and logs.status <> 'skipped'
        order by logs.started_at desc
        limit 1
    ) as log
),

usual as (
    select
        newest.id,
        count(past.seconds) as logs,
        percentile_cont(0.5) within group (order by past.seconds) as seconds,
        percentile_cont(0.5) within group (order by past.seconds / past.rows) as seconds_per_row
    from newest
    left join lateral (
        select logs.duration_ms / 1000.0 as seconds, greatest(logs.rows_in, 1) as rows
        from public.ingest_logs as logs
        where
            logs.phase = newest.phase and logs.source_file is null and logs.game_id is null
            and logs.status = 'completed' and logs.started_at < newest.started_at
        order by logs.started_at desc
        limit 200
    ) as past on true
    group by newest.id
)

select
    newest.phase as subject_key,
    case newest.status when 'started' then 'has been running for ' else 'took ' end
    || cast(round(newest.seconds, 1) as text) || ' s'
    || case
        when usual.logs >= %(logs)s then '; usually ' || cast(round(cast(usual.seconds as numeric), 1) as text) || ' s'
        else ''
    end as message,
    jsonb_build_object(
        'run_id', newest.run_id, 'started_at', newest.started_at, 'seconds', round(newest.seconds, 3),
        'rows', newest.rows_in, 'usual_seconds', usual.seconds, 'logs', usual.logs
    ) as details
from newest
inner join usual on newest.id = usual.id
where
    newest.seconds > %(limit_seconds)s
    or (
        usual.logs >= %(logs)s
        and newest.seconds > %(min_seconds)s
        and newest.seconds > %(factor)s * usual.seconds
        and newest.seconds / greatest(newest.rows_in, 1) > %(factor)s * usual.seconds_per_row
    )
