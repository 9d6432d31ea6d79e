-- The queue as a worker needs it: one pending row for a request however often it is asked for, leases, retries; the end of
-- a tracked game queues it; and what the world may know of a game's way to its statistics.

alter table public.etl_queue
    add column load_operation varchar(20),
    add column attempts integer not null default 0,
    add column max_attempts integer not null default 5 check (max_attempts > 0),
    add column takeovers integer not null default 0,
    add column not_before timestamptz not null default now(),
    add column claimed_by text,
    add column claim_token uuid,
    add column heartbeat_at timestamptz,
    add column lease_expires_at timestamptz,
    add column build_id bigint,
    drop constraint etl_queue_status_check,
    add constraint etl_queue_status_check check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    -- not valid: what stands in the table of an older installation stays as it is
    add constraint etl_queue_operation_check check (operation in ('process_game', 'rebuild', 'delete_game')) not valid,
    add constraint etl_queue_game_check check (operation = 'rebuild' or game_id is not null) not valid,
    add constraint etl_queue_claim_check check (
        (status = 'processing') = (claim_token is not null and lease_expires_at is not null)
    ) not valid;
comment on table public.etl_queue is 'What workers have to do; a higher priority goes first. Asking again for what is pending gives the same row.';
comment on column public.etl_queue.operation is 'process_game: bring the published rows of the game up to date; rebuild: make tables again; delete_game.';
comment on column public.etl_queue.tables is 'Tables or categories of a rebuild, sorted; NULL means all.';
comment on column public.etl_queue.load_operation is 'How a rebuild writes: replace, append or upsert.';
comment on column public.etl_queue.attempts is 'How often it was tried and failed; at max_attempts it has failed for good.';
comment on column public.etl_queue.takeovers is 'How often the lease ran out because the worker died.';
comment on column public.etl_queue.not_before is 'A pending row is not taken before this: it grows with each failed attempt.';
comment on column public.etl_queue.claimed_by is 'The worker that holds or held it: host and process.';
comment on column public.etl_queue.claim_token is 'Only who knows it may say that the work is done; NULL unless processing.';
comment on column public.etl_queue.lease_expires_at is 'After this, any worker may take the work over; the holder renews it.';
comment on column public.etl_queue.build_id is 'The build that did it; NULL where nothing was left to do.';
comment on column public.etl_queue.error_message is 'Why it failed, or the last attempt did.';

update public.etl_queue as older
set status = 'cancelled', completed_at = now(), error_message = 'asked for again'
where older.status = 'pending' and exists (
    select from public.etl_queue as newer
    where newer.status = 'pending' and newer.id > older.id
        and newer.operation = older.operation
        and newer.game_id is not distinct from older.game_id
        and newer.tables is not distinct from older.tables
);

create unique index etl_queue_pending_once on public.etl_queue (operation, game_id, tables, load_operation)
nulls not distinct where status = 'pending';
create index etl_queue_processing on public.etl_queue (lease_expires_at) where status = 'processing';
create index etl_queue_game on public.etl_queue (game_id, id desc);

-- A client that asks for what is pending already gets that row, not an error: the new row takes its place under its id.
create function ops.merge_request() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    waiting public.etl_queue;
begin
    if new.status <> 'pending' then
        return new;  -- history, as a restore brings it
    end if;
    new.tables := (select array_agg(distinct t.name order by t.name) from unnest(new.tables) as t (name));
    perform pg_advisory_xact_lock(hashtextextended(
        concat_ws('|', 'etl_queue', new.operation, new.game_id, cast(new.tables as text), new.load_operation), 0
    ));
    delete from public.etl_queue as q
    where
        q.status = 'pending'
        and q.operation = new.operation
        and q.game_id is not distinct from new.game_id
        and q.tables is not distinct from new.tables
        and q.load_operation is not distinct from new.load_operation
    returning q.* into waiting;
    if waiting.id is not null then
        new.id := waiting.id;
        new.priority := greatest(new.priority, waiting.priority);
        new.requested_at := waiting.requested_at;
        new.requested_by := waiting.requested_by;
        new.attempts := waiting.attempts;
        new.takeovers := waiting.takeovers;
        new.error_message := waiting.error_message;
    end if;
    return new;
end;
$$;
create trigger merge_request before insert on public.etl_queue
for each row execute function ops.merge_request();

-- Wakes the workers. The payload is empty, so that a transaction that queues a thousand games sends one notification.
create function ops.notify_workers() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform pg_notify('benchsight_queue', '');
    return null;
end;
$$;
create trigger notify_workers_of_insert after insert on public.etl_queue
for each statement execute function ops.notify_workers();
create trigger notify_workers_of_return after update of status on public.etl_queue
for each row when (new.status = 'pending' and old.status <> 'pending') execute function ops.notify_workers();

create function ops.enqueue(
    p_game_id integer,
    p_operation text,
    p_tables text[] default null,
    p_load_operation text default null,
    p_priority integer default 5
) returns bigint
language sql
security definer
set search_path = ''
as $$
    insert into public.etl_queue (game_id, operation, tables, load_operation, priority, requested_by)
    values (
        p_game_id,
        p_operation,
        p_tables,
        p_load_operation,
        p_priority,
        left(coalesce(
            nullif(current_setting('benchsight.initiated_by', true), ''),
            nullif(current_setting('role', true), 'none'),
            cast(session_user as text)
        ), 100)
    )
    returning id;
$$;
comment on function ops.enqueue is 'Asks for work; its number in etl_queue. Asking again while it is pending raises its priority and gives the same number.';

-- The end of a game, as a tracker writes it live: the event, or an event that becomes one. A load of a file says itself
-- what is to be built. The spellings are those of the vocabulary: GameEnd, Game_End, Game End, game-end.
create function ops.queue_ended_games() returns trigger
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
        order by game_id  -- one order for all, so that two writers cannot deadlock
    ) as ended;
    return null;
end;
$$;
create trigger queue_ended_games_of_insert after insert on public.staging_events
referencing new table as new_rows for each statement execute function ops.queue_ended_games();
create trigger queue_ended_games_of_update after update on public.staging_events
referencing new table as new_rows for each statement execute function ops.queue_ended_games();
create index staging_events_game_end on public.staging_events (game_id)
where lower(translate(event_type, ' _-', '')) = 'gameend';

-- Games that changed after their end, or came from a file, and that nobody asked to build: once their input is at rest.
create function ops.enqueue_changed_games(p_quiet interval) returns integer
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

-- The share of values that agree with the official ones; NULL where none can be compared, or nothing is built yet. The
-- tables are dbt's and come and go with it, so that no view of ours may rest on them.
create function ops.verified_share(p_game_id integer) returns numeric
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    share numeric;
begin
    if to_regclass('public.qa_goal_accuracy') is null or to_regclass('public.qa_scorer_comparison') is null then
        return null;
    end if;
    execute '
        select round(avg(case when is_equal then 1.0 else 0.0 end), 4)
        from (
            select is_comparable, is_equal from public.qa_goal_accuracy
            where game_id = $1 and official_goals is not null
            union all
            select is_comparable, is_equal from public.qa_scorer_comparison where game_id = $1
        ) as compared
        where is_comparable' into share using p_game_id;
    return share;
end;
$$;

create view public.game_status as
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
    inputs.input_version > coalesce(builds.input_version, 0) and (builds.game_id is not null or last_row.is_tracked)
        as is_due,
    case when builds.input_version > 0 then ops.verified_share(inputs.game_id) end as verified_share,
    case
        when builds.input_version > 0 then floor(extract(epoch from clock_timestamp() - builds.built_at))
    end as age_seconds
from ops.game_inputs as inputs
left join ops.game_builds as builds on inputs.game_id = builds.game_id
left join ops.build_runs as runs on builds.build_id = runs.build_id
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
comment on view public.game_status is 'One row per game with staged input: how far it is tracked, whether it waits, is being built, was built, from what, how well it agrees.';
comment on column public.game_status.tracked_until_period is 'Period of the last event.';
comment on column public.game_status.tracked_until_seconds is 'Seconds remaining in the period at the last event.';
comment on column public.game_status.is_ended is 'Whether the tracker noted the end of the game.';
comment on column public.game_status.last_change_at is 'When the staged input last changed.';
comment on column public.game_status.input_version is 'Counts the committed changes of the staged input.';
comment on column public.game_status.is_queued is 'Whether the game waits in the queue, or a worker holds it.';
comment on column public.game_status.queue_error is 'Why the last attempt failed, until one succeeds.';
comment on column public.game_status.is_building is 'Whether a build of the game runs.';
comment on column public.game_status.built_at is 'When the published rows were built; NULL before, while they are replaced, and after a build that failed.';
comment on column public.game_status.built_from_version is 'The input_version that the published rows come from.';
comment on column public.game_status.built_by_code is 'Hash of the models that built them.';
comment on column public.game_status.is_due is 'Whether the published rows are behind the staged input.';
comment on column public.game_status.verified_share is 'Share of the published values that agree with the official ones, of those that can be compared.';
comment on column public.game_status.age_seconds is 'Seconds since the published rows were built.';

-- A tracker may ask for its game to be built, and for nothing else.
alter table public.etl_queue enable row level security;
create policy tracker_asks on public.etl_queue for insert to benchsight_tracker
with check (operation = 'process_game' and status = 'pending' and priority between 0 and 10);
create policy tracker_looks on public.etl_queue for select to benchsight_tracker using (true);
create policy administrator_looks on public.etl_queue for select to service_role using (true);
grant insert (game_id, operation, priority, status, requested_at, requested_by) on public.etl_queue to benchsight_tracker;
grant select on public.etl_queue to benchsight_tracker;

revoke all on public.game_status from public, anon, authenticated, service_role, benchsight_tracker;
grant select on public.game_status to anon, authenticated, service_role, benchsight_tracker;
revoke execute on all functions in schema ops from public;
grant execute on function ops.verified_share to anon, authenticated, service_role, benchsight_tracker;
