-- Builds: what they built from which input, what failed, what is left out; the queue of work; the state of each game; and
-- notifications of live changes.

create table ops.build_runs (
    build_id bigint generated always as identity primary key,
    started_at timestamptz not null default clock_timestamp(),
    completed_at timestamptz,
    status text not null default 'running' check (status in ('running', 'completed', 'failed')),
    code_version text not null,
    input_snapshot pg_snapshot not null,
    game_count integer not null,
    selection text,
    error_message text,
    initiated_by text not null default current_user,
    league_version text,
    models_built boolean not null default false
);
comment on table ops.build_runs is 'One row per build: when, of how many games, by which version of the code, seeing which transactions.';
comment on column ops.build_runs.selection is 'Part of the dbt project that was run: everything, tables, whole tables, or select: and a dbt selection.';
comment on column ops.build_runs.league_version is 'Hash of players, teams, seasons and game versions as the build found them; another hash makes the dimensions due.';
comment on column ops.build_runs.models_built is 'Whether every model of the selection was built; a build that failed after that failed in its tests.';
create index build_runs_selection on ops.build_runs (selection, build_id desc);

create table ops.build_scope (
    game_id integer primary key,
    input_version bigint
) with (autovacuum_analyze_threshold = 2147483647, autovacuum_analyze_scale_factor = 100);
comment on table ops.build_scope is 'The games of the build that runs now; every per-game model reads it. Guarded by the build lock.';

create table ops.game_builds (
    game_id integer primary key,
    built_at timestamptz not null,
    build_id bigint not null references ops.build_runs (build_id),
    input_version bigint not null,
    code_version text not null
);
comment on table ops.game_builds is 'One row per built game: the input version and code its facts come from.';
comment on column ops.game_builds.input_version is 'Version of the staged input the facts come from; 0 while a build of the game runs, and after one that did not complete.';

create table ops.test_scope (
    game_id integer primary key
);
comment on table ops.test_scope is 'The games whose data is being tested; every test of the data reads it. Guarded by the test lock.';

create table ops.data_test_failures (
    test text primary key,
    sentence text,
    message text not null,
    games integer[] not null,
    failed_at timestamptz not null default clock_timestamp(),
    rows jsonb not null default '[]',
    row_words text
);
comment on table ops.data_test_failures is 'Tests of the data that do not hold, each with the games it was looking at; a test that holds again leaves.';
comment on column ops.data_test_failures.games is 'The games whose rows break it; all that were tested where its rows name none.';
comment on column ops.data_test_failures.sentence is 'The rule that the test checks, in words.';
comment on column ops.data_test_failures.rows is 'Rows that break it, five at most: keys first, with the values.';
comment on column ops.data_test_failures.row_words is 'The first of these rows in words.';

-- Games that no build can publish as they are. They hold up no other game, and are not tried again before something changes.
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
comment on column ops.game_failures.reason is 'The error, in words.';
comment on column ops.game_failures.row_words is 'The row that failed: its key columns and the names of its players; NULL if the database does not name it.';
comment on column ops.game_failures.rows is 'The same rows as objects, five at most.';
comment on column ops.game_failures.input_version is 'Version of the staged input that failed.';
comment on column ops.game_failures.code_version is 'Hash of the models that failed.';

-- Games that are left out of builds on purpose: a test, a game that another tracker has. What is staged of them stays.
create table ops.excluded_games (
    game_id integer primary key check (game_id > 0),
    reason text not null check (reason <> ''),
    excluded_by text not null,
    excluded_at timestamptz not null default clock_timestamp()
);
comment on table ops.excluded_games is 'One row per game that is left out of builds: nothing of it is published, and it is neither due nor failed.';
comment on column ops.excluded_games.reason is 'Reason that the person gave.';

-- A game as people call it: its teams and date as far as they are staged.
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

create table public.etl_queue (
    id bigint generated always as identity primary key,
    game_id integer check (game_id > 0),
    operation varchar(50) not null default 'process_game',
    tables text[],
    status varchar(20) not null default 'pending' check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    priority integer not null default 5,
    requested_at timestamptz not null default now(),
    started_at timestamptz,
    completed_at timestamptz,
    error_message text,
    requested_by varchar(100) default current_user,
    load_operation varchar(20),
    attempts integer not null default 0,
    max_attempts integer not null default 5 check (max_attempts > 0),
    takeovers integer not null default 0,
    not_before timestamptz not null default now(),
    claimed_by text,
    claim_token uuid,
    heartbeat_at timestamptz,
    lease_expires_at timestamptz,
    build_id bigint,
    constraint etl_queue_operation_check check (operation in ('process_game', 'rebuild', 'delete_game')),
    constraint etl_queue_game_check check (operation = 'rebuild' or game_id is not null),
    constraint etl_queue_claim_check check (
        (status = 'processing') = (claim_token is not null and lease_expires_at is not null)
    )
);
comment on table public.etl_queue is 'Requests for workers; a higher priority goes first. A repeated request gets the pending row.';
comment on column public.etl_queue.operation is 'process_game: bring the published rows of the game up to date; rebuild: compute tables again; delete_game.';
comment on column public.etl_queue.tables is 'Tables or categories of a rebuild, sorted; NULL means all.';
comment on column public.etl_queue.load_operation is 'How a rebuild writes: replace, append or upsert.';
comment on column public.etl_queue.attempts is 'Failed attempts; at max_attempts the request has failed for good.';
comment on column public.etl_queue.takeovers is 'How often the lease ran out, because the worker died.';
comment on column public.etl_queue.not_before is 'A pending row is not taken before this: it grows with each failed attempt.';
comment on column public.etl_queue.claimed_by is 'The worker that holds or held it: host and process.';
comment on column public.etl_queue.claim_token is 'Token of the holder, who alone may end the request; NULL unless processing.';
comment on column public.etl_queue.lease_expires_at is 'After this time any worker may take the request over; the holder renews it.';
comment on column public.etl_queue.build_id is 'The build that did it; NULL if nothing was left to do.';
comment on column public.etl_queue.error_message is 'Error of the request, or of its last attempt.';

create index etl_queue_status on public.etl_queue (status);
create index etl_queue_next on public.etl_queue (priority desc, requested_at) where status = 'pending';
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
comment on function ops.enqueue is 'Queue a request and return its id in etl_queue. A repeated request raises the priority of the pending one and returns its id.';

-- The end of a game that a tracker writes live queues it: the event, or an event that becomes one; not that of a game that
-- is left out. A load of a file decides itself what to build. The spellings are those of the vocabulary: GameEnd, Game_End,
-- Game End, game-end.
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
            and not exists (select from ops.excluded_games as excluded where excluded.game_id = new_rows.game_id)
        order by game_id  -- one order for all, so that two writers cannot deadlock
    ) as ended;
    return null;
end;
$$;

create trigger queue_ended_games_of_insert after insert on public.staging_events
referencing new table as new_rows for each statement execute function ops.queue_ended_games();
create trigger queue_ended_games_of_update after update on public.staging_events
referencing new table as new_rows for each statement execute function ops.queue_ended_games();

-- Queue games whose input is at rest and newer than their build: they changed after their end, or came from a file.
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
            and not exists (
                select from ops.game_failures as failures
                where
                    failures.game_id = inputs.game_id
                    and failures.input_version = inputs.input_version
                    and failures.kind = 'model'
            )
            and not exists (select from ops.excluded_games as excluded where excluded.game_id = inputs.game_id)
            -- a person deleted what was built of it, to load it again
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

-- The share of values that agree with the official ones; NULL if none can be compared, or nothing is built yet. The tables
-- are dbt's and come and go with it, so no view of ours may depend on them.
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
comment on view public.game_status is 'One row per game with staged input: how far it is tracked, whether it waits, is being built, was built, from what, how well it agrees.';
comment on column public.game_status.tracked_until_period is 'Period of the last event.';
comment on column public.game_status.tracked_until_seconds is 'Seconds remaining in the period at the last event.';
comment on column public.game_status.is_ended is 'Whether the tracker noted the end of the game.';
comment on column public.game_status.last_change_at is 'When the staged input last changed.';
comment on column public.game_status.input_version is 'Counts the committed changes of the staged input.';
comment on column public.game_status.is_queued is 'Whether the game waits in the queue, or a worker holds it.';
comment on column public.game_status.queue_error is 'Error of the last attempt, until one succeeds.';
comment on column public.game_status.is_building is 'Whether a build of the game runs.';
comment on column public.game_status.built_at is 'When the published rows were built; NULL before, and while they are replaced.';
comment on column public.game_status.built_from_version is 'The input_version that the published rows come from.';
comment on column public.game_status.built_by_code is 'Hash of the models that built them.';
comment on column public.game_status.is_due is 'Whether the next build takes the game: the published rows are behind the staged input, it was not set aside with that input, and it is not left out.';
comment on column public.game_status.verified_share is 'Share of the published values that agree with the official ones, of those that can be compared.';
comment on column public.game_status.age_seconds is 'Seconds since the published rows were built.';
comment on column public.game_status.state is 'building, excluded, queued, failed, due or built; NULL for a game that is only scheduled.';
comment on column public.game_status.failed_kind is 'model: set aside; published are rows of built_from_version, or none. test: published, but a test of the data fails for it.';
comment on column public.game_status.failed_in is 'The model or test that failed with the input as it is.';
comment on column public.game_status.failed_reason is 'The error, in words.';
comment on column public.game_status.failed_row is 'The row that failed, with the names of its players.';
comment on column public.game_status.failed_at is 'Time of the failure.';
comment on column public.game_status.excluded_because is 'Reason for which the game is left out of builds; NULL if it is not.';

revoke all on public.game_status from public, anon, authenticated, service_role, benchsight_tracker;
grant select on public.game_status to anon, authenticated, service_role, benchsight_tracker;

-- Send one notification per statement and game: {"table", "op", "game_id", "count", "keys"}; without keys if there are many,
-- since a payload ends at 8000 bytes and a listener reads the game then anyway. A load of a file sends none: nobody watches
-- its games, and a season would fill the queue of notifications. The trigger's argument names the column of the key.
create function ops.notify_live() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    most constant integer := 100;
    was_loaded constant boolean := coalesce(current_setting('benchsight.load_id', true), '') <> '';
begin
    if was_loaded then
        return null;
    end if;
    perform pg_notify('benchsight_live', cast(jsonb_strip_nulls(jsonb_build_object(
        'table', tg_table_name,
        'op', lower(tg_op),
        'game_id', games.game_id,
        'count', games.row_count,
        'keys', case when games.row_count <= most then games.keys end
    )) as text))
    from (
        select
            changed.game_id,
            count(*) as row_count,
            jsonb_agg(to_jsonb(changed) -> tg_argv[0] order by to_jsonb(changed) ->> tg_argv[0])
                filter (where changed.place <= most + 1) as keys
        from (
            select r.*, row_number() over (partition by r.game_id) as place
            from changed_rows as r
            -- the builder's mark in `processed` is no change
            where tg_op = 'DELETE' or r.written_xid = pg_current_xact_id()
        ) as changed
        group by changed.game_id
    ) as games;
    return null;
end;
$$;

do $$
declare
    target text;
    key text;
begin
    for target, key in values ('staging_events', 'event_key'), ('staging_shifts', 'shift_key') loop
        execute format('create trigger notify_live_of_insert after insert on public.%I referencing new table as changed_rows
                        for each statement execute function ops.notify_live(%L)', target, key);
        execute format('create trigger notify_live_of_update after update on public.%I referencing new table as changed_rows
                        for each statement execute function ops.notify_live(%L)', target, key);
        execute format('create trigger notify_live_of_delete after delete on public.%I referencing old table as changed_rows
                        for each statement execute function ops.notify_live(%L)', target, key);
    end loop;
end;
$$;

-- Supabase's realtime sends the changes of these tables to whoever may read them. fact_events is not among them: a build
-- replaces all rows of a game, thousands of messages that say one thing; watch etl_queue to wait for a build.
do $$
declare
    target text;
begin
    if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
        -- a server that does not replicate warns of it
        perform set_config('client_min_messages', 'error', true);
        create publication supabase_realtime;
    end if;
    foreach target in array array['staging_events', 'staging_shifts', 'etl_queue'] loop
        if not exists (
            select from pg_catalog.pg_publication_tables
            where pubname = 'supabase_realtime' and schemaname = 'public' and tablename = target
        ) then
            execute format('alter publication supabase_realtime add table public.%I', target);
        end if;
    end loop;
end;
$$;
