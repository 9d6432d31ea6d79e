-- Games that are left out of builds on purpose: a test, a game that somebody else tracks, one that is not to count. Nothing
-- of such a game is published; what is staged stays, and is built again when the game is brought back.

create table ops.excluded_games (
    game_id integer primary key check (game_id > 0),
    reason text not null check (reason <> ''),
    excluded_by text not null,
    excluded_at timestamptz not null default clock_timestamp()
);
comment on table ops.excluded_games is 'One row per game that is left out of builds: nothing of it is published, and it is neither due nor failed.';
comment on column ops.excluded_games.reason is 'Why, in words of who left it out.';

-- Raises, in a sentence for whoever asked, for a game that is not known or a reason that says nothing.
create function ops.leave_out(p_game_id integer, p_because text) returns void
language plpgsql
set search_path = ''
as $$
begin
    if coalesce(btrim(p_because), '') = '' then
        raise 'say why game % is left out', p_game_id;
    end if;
    if not coalesce(ops.is_known_game(p_game_id), false) then
        raise 'nothing is staged or built of game %', coalesce(cast(p_game_id as text), 'NULL');
    end if;
    insert into ops.excluded_games as e (game_id, reason, excluded_by)
    values (p_game_id, btrim(p_because), ops.caller())
    on conflict (game_id) do update set reason = excluded.reason, excluded_by = excluded.excluded_by;
    delete from ops.game_failures as f where f.game_id = p_game_id;
    -- what waits would only be told that the game is left out
    update public.etl_queue as q
    set status = 'cancelled', completed_at = clock_timestamp(), error_message = 'the game is left out: ' || btrim(p_because)
    where q.game_id = p_game_id and q.status = 'pending' and q.operation <> 'delete_game';
end;
$$;

create function public.exclude_game(p_game_id integer, p_because text) returns json
language plpgsql
security definer
set search_path = ''
as $$
begin
    begin
        perform ops.leave_out(p_game_id, p_because);
    exception when raise_exception then
        return json_build_object('success', false, 'game_id', p_game_id, 'error', sqlerrm);
    end;
    return public.delete_game(p_game_id);
end;
$$;
comment on function public.exclude_game is 'Leaves a game out of builds until include_game brings it back, and deletes what is published of it as delete_game does. What is staged stays.';

create function public.include_game(p_game_id integer) returns json
language plpgsql
security definer
set search_path = ''
as $$
declare
    queued bigint;
begin
    delete from ops.excluded_games as e where e.game_id = p_game_id;
    if not found then
        return json_build_object(
            'success', false, 'game_id', p_game_id,
            'error', 'game ' || coalesce(cast(p_game_id as text), 'NULL') || ' is not left out'
        );
    end if;
    perform set_config('benchsight.initiated_by', ops.caller(), true);
    if exists (select from public.staging_events as e where e.game_id = p_game_id)
        or exists (select from public.staging_shifts as s where s.game_id = p_game_id)
    then
        queued := ops.enqueue(p_game_id, 'process_game');
    end if;
    return json_build_object('success', true, 'game_id', p_game_id, 'queue_id', queued);
end;
$$;
comment on function public.include_game is 'Brings a game back that was left out: it is due, and queued for a worker.';

revoke execute on function ops.leave_out from public;
revoke execute on function public.exclude_game, public.include_game from public, anon, authenticated, benchsight_tracker;
grant execute on function public.exclude_game, public.include_game to service_role;

-- As before, but the end of a game that is left out queues nothing.
create or replace function ops.queue_ended_games() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if coalesce(current_setting('benchsight.load_id', true), '') <> '' then
        return null;
    end if;
    perform ops.enqueue(ended.game_id, 'process_game', p_priority => 10)
    from (
        select distinct game_id from new_rows
        where
            lower(translate(event_type, ' _-', '')) = 'gameend'
            and written_xid = pg_current_xact_id()  -- the builder's mark in `processed` is no change
            and (tg_op = 'UPDATE' or load_id is null)
            and not exists (select from ops.excluded_games as excluded where excluded.game_id = new_rows.game_id)
        order by game_id  -- one order for all, so that two writers cannot deadlock
    ) as ended;
    return null;
end;
$$;

-- As before, but without games that are left out.
create or replace function ops.enqueue_changed_games(p_quiet interval) returns integer
language sql
security definer
set search_path = ''
as $$
    with changed as (
        select inputs.game_id
        from ops.game_inputs as inputs
        left join ops.game_builds as builds on inputs.game_id = builds.game_id
        where
            inputs.changed_at < clock_timestamp() - p_quiet
            and inputs.input_version > coalesce(builds.input_version, 0)
            and (
                builds.game_id is not null
                or exists (
                    select from public.staging_events as events
                    where events.game_id = inputs.game_id
                        and (lower(translate(events.event_type, ' _-', '')) = 'gameend' or events.load_id is not null)
                )
            )
            and not exists (
                select from ops.game_failures as failures
                where
                    failures.game_id = inputs.game_id
                    and failures.input_version = inputs.input_version
                    and failures.kind = 'model'
            )
            and not exists (select from ops.excluded_games as excluded where excluded.game_id = inputs.game_id)
            -- somebody deleted what was built of it, to load it anew
            and not exists (
                select from public.load_history as deletions
                where
                    deletions.game_id = inputs.game_id
                    and deletions.operation = 'delete'
                    and deletions.started_at > inputs.changed_at
            )
            and not exists (
                select from public.etl_queue as queued
                where queued.game_id = inputs.game_id
                    and (
                        queued.status in ('pending', 'processing')
                        -- what failed, or was called off, is not tried again until the input changes
                        or (queued.status in ('failed', 'cancelled') and queued.completed_at > inputs.changed_at)
                    )
            )
        order by inputs.game_id
    )
    select cast(count(ops.enqueue(game_id, 'process_game', p_priority => 3)) as integer) from changed;
$$;

create or replace view public.game_status as
select
    inputs.game_id,
    last_event.period as tracked_until_period,
    last_event.seconds_remaining as tracked_until_seconds,
    exists (
        select from public.staging_events as events
        where events.game_id = inputs.game_id and lower(translate(events.event_type, ' _-', '')) = 'gameend'
    ) as is_ended,
    inputs.changed_at as last_change_at,
    inputs.input_version,
    queued.status is not null as is_queued,
    queued.requested_at as queued_at,
    queued.priority as queue_priority,
    queued.error_message as queue_error,
    -- a build that was killed leaves its mark, but not its lock
    coalesce(builds.input_version = 0 and runs.status = 'running' and locks.is_held, false) as is_building,
    case when builds.input_version > 0 then builds.built_at end as built_at,
    nullif(builds.input_version, 0) as built_from_version,
    nullif(builds.code_version, '') as built_by_code,
    inputs.input_version > coalesce(builds.input_version, 0)
    and (builds.game_id is not null or last_row.is_tracked)
    and failures.kind is distinct from 'model'
    and excluded.game_id is null as is_due,
    case when builds.input_version > 0 then ops.verified_share(inputs.game_id) end as verified_share,
    case
        when builds.input_version > 0 then floor(extract(epoch from clock_timestamp() - builds.built_at))
    end as age_seconds,
    case
        when builds.input_version = 0 and runs.status = 'running' and locks.is_held then 'building'
        when excluded.game_id is not null then 'excluded'
        when queued.status is not null then 'queued'
        when failures.game_id is not null then 'failed'
        when
            inputs.input_version > coalesce(builds.input_version, 0)
            and (builds.game_id is not null or last_row.is_tracked) then 'due'
        when builds.input_version > 0 then 'built'
    end as state,
    failures.kind as failed_kind,
    failures.name as failed_in,
    failures.reason as failed_reason,
    failures.row_words as failed_row,
    failures.failed_at,
    excluded.reason as excluded_because,
    excluded.excluded_by,
    excluded.excluded_at
from ops.game_inputs as inputs
left join ops.game_builds as builds on inputs.game_id = builds.game_id
left join ops.build_runs as runs on builds.build_id = runs.build_id
left join ops.game_failures as failures
    on inputs.game_id = failures.game_id and inputs.input_version = failures.input_version
left join ops.excluded_games as excluded on inputs.game_id = excluded.game_id
left join lateral (
    select events.period, coalesce(events.event_end_seconds, events.event_start_seconds) as seconds_remaining
    from public.staging_events as events
    where events.game_id = inputs.game_id and events.period is not null
    order by events.event_index desc
    limit 1
) as last_event on true
left join lateral (
    select
        exists (select from public.staging_events as events where events.game_id = inputs.game_id)
        or exists (select from public.staging_shifts as shifts where shifts.game_id = inputs.game_id) as is_tracked
) as last_row on true
left join lateral (
    -- what waits or is worked on; else why the last request failed
    select
        case when q.status in ('pending', 'processing') then q.status end as status,
        case when q.status in ('pending', 'processing') then q.requested_at end as requested_at,
        case when q.status in ('pending', 'processing') then q.priority end as priority,
        case when q.status <> 'completed' then q.error_message end as error_message
    from public.etl_queue as q
    where q.game_id = inputs.game_id and q.operation = 'process_game'
    order by q.status in ('pending', 'processing') desc, q.id desc
    limit 1
) as queued on true
cross join lateral (
    select exists (
        select from pg_catalog.pg_locks as held
        where
            held.locktype = 'advisory' and held.granted and held.classid = 0 and held.objid = 20261120
            and held.objsubid = 1
            and held.database = (select d.oid from pg_catalog.pg_database as d where d.datname = current_database())
    ) as is_held
) as locks;
comment on column public.game_status.state is 'building, excluded, queued, failed, due or built; NULL for a game that is only scheduled.';
comment on column public.game_status.is_due is 'Whether the next build takes the game: the published rows are behind the staged input, it was not set aside with that input, and it is not left out.';
comment on column public.game_status.excluded_because is 'Why it is left out of builds, and so not published; NULL if it is not.';

create or replace view public.ingestion_health as
select
    loads.load_id as last_load_id,
    loads.completed_at as last_load_at,
    loads.duration_ms as last_load_duration_ms,
    loads.rows_affected as last_load_rows_affected,
    (
        select count(*)
        from ops.game_inputs as inputs
        left join ops.game_builds as builds on inputs.game_id = builds.game_id
        where
            (
                builds.input_version < inputs.input_version
                or (builds.game_id is null and (
                    exists (select from public.staging_events as events where events.game_id = inputs.game_id)
                    or exists (select from public.staging_shifts as shifts where shifts.game_id = inputs.game_id)
                ))
            )
            and not exists (
                select from ops.game_failures as failures
                where failures.game_id = inputs.game_id and failures.input_version = inputs.input_version
                    and failures.kind = 'model'
            )
            and not exists (select from ops.excluded_games as excluded where excluded.game_id = inputs.game_id)
    ) as due_games,
    alerts.critical_alerts,
    alerts.warning_alerts,
    alerts.info_alerts,
    (select runs.completed_at from ops.monitor_runs as runs) as monitored_at,
    (
        select count(*)
        from ops.game_failures as failures
        inner join ops.game_inputs as inputs
            on failures.game_id = inputs.game_id and failures.input_version = inputs.input_version
        where not exists (select from ops.excluded_games as excluded where excluded.game_id = inputs.game_id)
    ) as failed_games,
    (select count(*) from ops.excluded_games) as excluded_games
from (
    select
        count(*) filter (where severity = 'critical') as critical_alerts,
        count(*) filter (where severity = 'warning') as warning_alerts,
        count(*) filter (where severity = 'info') as info_alerts
    from public.alerts
    where resolved_at is null and acknowledged_at is null
) as alerts
left join lateral (
    select
        history.load_id,
        max(history.completed_at) as completed_at,
        cast(1000 * extract(epoch from max(history.completed_at) - min(history.started_at)) as integer) as duration_ms,
        sum(history.rows_affected) as rows_affected
    from public.load_history as history
    where
        history.status = 'completed'
        and history.load_id = (
            select newest.load_id from public.load_history as newest
            where
                newest.status = 'completed'
                and newest.source_file is not null  -- rebuilds and deletions are noted there too
            order by newest.id desc
            limit 1
        )
    group by history.load_id
) as loads on true;
