-- The log of the API's event stream: jobs, staged and published games, builds. Server processes number its rows in the
-- order of their commits and send them; readers that were away read it again from the row they saw last.

create table ops.stream_events (
    event_id bigint generated always as identity primary key,
    position bigint,
    topic text not null check (topic in ('job', 'game', 'freshness', 'reset')),
    game_id integer,
    job_id uuid,
    data jsonb not null,
    noted_at timestamptz not null default clock_timestamp()
);
comment on table ops.stream_events is 'One row per message of GET /api/live/events. Append-only; keeps the latest 10,000 rows that are numbered.';
comment on column ops.stream_events.event_id is 'Order of insertion, which differs from the order of commits where transactions overlap.';
comment on column ops.stream_events.position is 'Order in which readers see it, without gaps; NULL until a server numbers it, after the transaction has committed.';
comment on column ops.stream_events.topic is 'reset: messages before this one were dropped while no server ran.';
create unique index stream_events_position on ops.stream_events (position);
create index stream_events_unnumbered on ops.stream_events (event_id) where position is null;

create table ops.stream_head (
    is_only boolean primary key default true check (is_only),
    epoch uuid not null default gen_random_uuid(),
    position bigint not null default 0
);
comment on table ops.stream_head is 'One row: the last position given. Its lock is held while rows are numbered.';
comment on column ops.stream_head.epoch is 'Identifies this log: positions of another database mean nothing here.';
insert into ops.stream_head default values;

-- Give committed rows their positions, and delete all but the latest p_keep. A writer cannot do so itself: its position would become visible with its commit, after
-- higher ones of transactions that committed earlier, or writers would have to wait for each other. Here, the lock on
-- stream_head is held for this short transaction only, so whoever sees a position sees all below it.
create function ops.number_stream(p_keep bigint default 10000) returns void
language plpgsql
set search_path = ''
as $$
declare
    last bigint;
    numbered bigint;
begin
    if not exists (select from ops.stream_events as e where e.position is null) then
        return;
    end if;
    select h.position into last from ops.stream_head as h for update;
    -- each statement sees what was committed before it, so this one sees what the lock's last holder numbered
    with waiting as (
        select e.event_id from ops.stream_events as e where e.position is null order by e.event_id for update skip locked
    ),
    placed as (
        select w.event_id, row_number() over (order by w.event_id) as place from waiting as w
    )
    update ops.stream_events as e set position = last + p.place from placed as p where e.event_id = p.event_id;
    get diagnostics numbered = row_count;
    update ops.stream_head set position = last + numbered;
    delete from ops.stream_events as e where e.event_id in (
        select o.event_id from ops.stream_events as o where o.position <= last + numbered - p_keep for update skip locked
    );
end;
$$;

-- While no server runs, nothing is numbered, and the writers keep the log bounded: every 1000th message deletes what is older
-- than the last 20,000. Readers then find a reset in the place of what they missed.
create function ops.prune_stream(p_newest bigint) returns void
language sql
set search_path = ''
as $$
    with old as (
        select e.event_id from ops.stream_events as e where e.event_id <= p_newest - 20000 for update skip locked
    ),
    gone as (
        delete from ops.stream_events as e where e.event_id in (select o.event_id from old as o) returning e.position
    )
    insert into ops.stream_events (topic, data)
    select 'reset', '{}' from gone as g where g.position is null having count(*) > 0;
$$;

-- Add a message. A message that cannot be added is lost with a warning: it must not cost the user's write.
create function ops.note_stream(p_topic text, p_data jsonb, p_game_id integer default null, p_job_id uuid default null)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    noted bigint;
begin
    insert into ops.stream_events (topic, data, game_id, job_id) values (p_topic, p_data, p_game_id, p_job_id)
    returning event_id into noted;
    if noted % 1000 = 0 then
        perform ops.prune_stream(noted);
    end if;
exception when others then
    raise warning 'a message of the event stream is lost: %', sqlerrm;
end;
$$;

-- As before (builds_and_queue.sql); each message is noted too. The functions that triggers call have their owner's rights: a
-- tracker has none on the log.
create or replace function ops.notify_live() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    most constant integer := 100;
    was_loaded constant boolean := coalesce(current_setting('benchsight.load_id', true), '') <> '';
begin
    if was_loaded then
        return null;
    end if;
    perform
        pg_notify('benchsight_live', cast(message.data as text)),
        ops.note_stream('game', '{"change": "staged"}' || message.data, message.game_id)
    from (
        select
            games.game_id,
            jsonb_strip_nulls(jsonb_build_object(
                'table', tg_table_name,
                'op', lower(tg_op),
                'game_id', games.game_id,
                'count', games.row_count,
                'keys', case when games.row_count <= most then games.keys end
            )) as data
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
        ) as games
    ) as message;
    return null;
end;
$$;

create or replace function ops.notify_of_job() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    message constant jsonb := jsonb_build_object(
        'job_id', new.job_id, 'kind', new.kind, 'status', new.status, 'progress', new.progress,
        'current_step', left(new.current_step, 200), 'cancel', new.cancel_requested_at is not null
    );
begin
    perform pg_notify('benchsight_jobs', cast(message as text));
    perform ops.note_stream('job', message, p_job_id => new.job_id);
    return null;
end;
$$;

-- A build that ended: one message for the readers' copies, and one for each game that it published. Its transaction marks the
-- games before it ends the run.
create function ops.notify_of_build() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    newest bigint;
begin
    begin  -- one for all games, of which there may be a thousand
        with noted as (
            insert into ops.stream_events (topic, game_id, data)
            select 'game', b.game_id, jsonb_build_object('change', 'published', 'game_id', b.game_id, 'build_id', new.build_id)
            from ops.game_builds as b
            where b.build_id = new.build_id and b.input_version > 0
            order by b.game_id
            returning event_id
        )
        select max(n.event_id) into newest from noted as n;
        perform ops.prune_stream(newest);
    exception when others then
        raise warning 'messages of the event stream are lost: %', sqlerrm;
    end;
    perform ops.note_stream('freshness', jsonb_build_object(
        'cause', 'build', 'build_id', new.build_id, 'status', new.status, 'selection', new.selection
    ));
    perform pg_notify('benchsight_freshness', '');
    return null;
end;
$$;
create trigger notify_of_build after insert on ops.build_runs
for each row when (new.status <> 'running') execute function ops.notify_of_build();
create trigger notify_of_build_end after update of status on ops.build_runs
for each row when (old.status = 'running' and new.status <> 'running') execute function ops.notify_of_build();

-- A game that was deleted, or a restore: one message for all rows of its load, in whatever statements they come. Loads of
-- files, whose rows are many, leave at the first condition.
create function ops.notify_of_rewrite() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    rewrite record;
begin
    for rewrite in
        select distinct
            c.load_id,
            c.game_id,
            case when c.operation = 'delete' then 'deletion' else 'restore' end as cause
        from changed_rows as c
        where
            c.status = 'completed'
            and (c.source_format = 'export' or (c.operation = 'delete' and c.scope = 'game' and c.game_id is not null))
            and coalesce(current_setting('benchsight.noted_load', true), '') <> cast(c.load_id as text)
    loop
        perform set_config('benchsight.noted_load', cast(rewrite.load_id as text), true);
        if rewrite.cause = 'deletion' then
            perform ops.note_stream('game', jsonb_build_object(
                'change', 'deleted', 'game_id', rewrite.game_id
            ), rewrite.game_id);
        end if;
        perform ops.note_stream('freshness', jsonb_strip_nulls(jsonb_build_object(
            'cause', rewrite.cause, 'game_id', rewrite.game_id
        )));
        perform pg_notify('benchsight_freshness', '');
    end loop;
    return null;
end;
$$;
create trigger notify_of_rewrite after insert on public.load_history referencing new table as changed_rows
for each statement execute function ops.notify_of_rewrite();
create trigger notify_of_rewrite_end after update on public.load_history referencing new table as changed_rows
for each statement execute function ops.notify_of_rewrite();

revoke execute on function
    ops.number_stream, ops.prune_stream, ops.note_stream, ops.notify_of_build, ops.notify_of_rewrite
from public;
