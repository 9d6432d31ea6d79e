-- Games that no build can publish as they are: remembered with the reason, so that they hold up no other game and are not
-- tried again before something changes; and which rows of which games a test of the data does not hold for.

create table ops.game_failures (
    game_id integer primary key,
    kind text not null check (kind in ('model', 'test')),
    name text not null,
    reason text not null,
    row_words text,
    rows jsonb not null default '[]',
    input_version bigint not null,
    code_version text not null,
    build_id bigint,
    failed_at timestamptz not null default clock_timestamp()
);
comment on table ops.game_failures is 'One row per game that the models cannot build (model: set aside), or that a test of the data does not hold for (test: published, with that doubt). It counts while the input is of this version.';
comment on column ops.game_failures.name is 'The model or test; of several tests the first.';
comment on column ops.game_failures.reason is 'What is wrong, in words.';
comment on column ops.game_failures.row_words is 'The row that is meant: its key columns and the names of its players; NULL where the database does not tell.';
comment on column ops.game_failures.rows is 'The same rows as objects, five at most.';
comment on column ops.game_failures.input_version is 'Version of the staged input that failed.';
comment on column ops.game_failures.code_version is 'Hash of the models that failed.';

alter table ops.data_test_failures add column rows jsonb not null default '[]', add column row_words text;
comment on column ops.data_test_failures.games is 'The games whose rows break it; all that were tested where its rows name none.';
comment on column ops.data_test_failures.rows is 'Rows that break it, five at most: keys first, with the values.';
comment on column ops.data_test_failures.row_words is 'The first of these rows in words.';

-- What people call a game: its teams and date as far as they are staged.
create function ops.game_words(p_game_id integer) returns text
language sql
stable
set search_path = ''
as $$
    select 'game ' || cast(p_game_id as text) || coalesce(
        ' (' || nullif(concat_ws(
            ', ',
            coalesce(named.home, named.away) || coalesce(' - ' || case when named.home is not null then named.away end, ''),
            cast(named.game_date as text)
        ), '') || ')',
        ''
    )
    from (
        select
            coalesce(
                schedule.home_team_name, home.team_name, games.home_team_name, schedule.home_team_id
            ) as home,
            coalesce(
                schedule.away_team_name, away.team_name, games.away_team_name, schedule.away_team_id
            ) as away,
            schedule.game_date
        from (select p_game_id as game_id) as asked
        left join public.staging_schedule as schedule on asked.game_id = schedule.game_id
        left join public.staging_games as games on asked.game_id = games.game_id
        left join public.staging_teams as home on schedule.home_team_id = home.team_id
        left join public.staging_teams as away on schedule.away_team_id = away.team_id
    ) as named;
$$;
revoke execute on function ops.game_words from public;

insert into ops.alert_rules (rule, severity, thresholds, default_thresholds, description, advice)
values (
    'game_failed', 'critical', '{}', '{}',
    'A game cannot be built and is set aside; every other game is published.',
    'correct the row and load the game again, which builds it; benchsight build --game GAME tries it as it is'
);

-- As before, but without games that were set aside with the input that they still have.
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
    and failures.kind is distinct from 'model' as is_due,
    case when builds.input_version > 0 then ops.verified_share(inputs.game_id) end as verified_share,
    case
        when builds.input_version > 0 then floor(extract(epoch from clock_timestamp() - builds.built_at))
    end as age_seconds,
    case
        when builds.input_version = 0 and runs.status = 'running' and locks.is_held then 'building'
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
    failures.failed_at
from ops.game_inputs as inputs
left join ops.game_builds as builds on inputs.game_id = builds.game_id
left join ops.build_runs as runs on builds.build_id = runs.build_id
left join ops.game_failures as failures
    on inputs.game_id = failures.game_id and inputs.input_version = failures.input_version
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
comment on column public.game_status.built_at is 'When the published rows were built; NULL before, and while they are replaced.';
comment on column public.game_status.is_due is 'Whether the next build takes the game: the published rows are behind the staged input, and it was not set aside with that input.';
comment on column public.game_status.state is 'building, queued, failed, due or built; NULL for a game that is only scheduled.';
comment on column public.game_status.failed_kind is 'model: set aside, what is published is of built_from_version, or nothing. test: published, but a test of the data does not hold for it.';
comment on column public.game_status.failed_in is 'The model or test that failed with the input as it is.';
comment on column public.game_status.failed_reason is 'What is wrong, in words.';
comment on column public.game_status.failed_row is 'The row that is meant, with the names of its players.';
comment on column public.game_status.failed_at is 'When it failed.';

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
    ) as failed_games
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
