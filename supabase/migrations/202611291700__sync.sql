-- Synchronisation with another database: what was sent and received last, conflicts, and functions that either side answers.
-- A subject is a game ('18969') or a staging table without games ('staging_players'). A mark is the version of its input with
-- the microseconds of that change, so that a database that was restored to an earlier state is noticed.

create table ops.sync_identity (
    place text primary key,
    id uuid not null default gen_random_uuid()
);
comment on table ops.sync_identity is
'Identity of this database in synchronisations. A copy of it has another place, and so gets another id.';

create table ops.sync_peers (
    place text primary key,
    peer uuid,
    attempted_at timestamptz not null default clock_timestamp(),
    succeeded_at timestamptz,
    failures integer not null default 0,
    error_message text
);
comment on table ops.sync_peers is 'One row per cloud that this database was synchronised with: when last, and the last error.';
comment on column ops.sync_peers.place is 'Host and database, or project URL; without credentials.';
comment on column ops.sync_peers.failures is 'Attempts that failed since the last success.';

create table ops.sync_states (
    initiator uuid,
    peer uuid,
    subject text,
    sequence bigint not null,
    pushed bigint[],
    pulled bigint[],
    base_side text not null check (base_side in ('local', 'remote')),
    base bigint[] not null,
    primary key (initiator, peer, subject)
);
comment on table ops.sync_states is
'One row per subject: how far it is synchronised. Either side may have the newest (sequence): it is written with the rows.';
comment on column ops.sync_states.initiator is 'Database that ran the synchronisation: local.';
comment on column ops.sync_states.pushed is 'Mark of the local rows that the peer has.';
comment on column ops.sync_states.pulled is 'Mark of the rows of the peer that are here.';
comment on column ops.sync_states.base is 'Mark of the common ancestor of both, in the history of base_side.';

create table ops.sync_published (
    peer uuid,
    name text,
    mark text not null,
    pushed_at timestamptz not null default clock_timestamp(),
    primary key (peer, name)
);
comment on table ops.sync_published is 'One row per game or table of what is published, as the peer has it.';
comment on column ops.sync_published.name is 'Game, table without games, or * for all tables without games.';
comment on column ops.sync_published.mark is 'Build of the game; digest of the rows of the table.';

create table ops.sync_conflicts (
    conflict_id bigint generated always as identity primary key,
    peer uuid not null,
    subject text not null,
    table_name text not null,
    key text not null,
    base jsonb,
    local jsonb,
    remote jsonb,
    local_changed_at timestamptz,
    local_changed_by text,
    remote_changed_at timestamptz,
    remote_changed_by text,
    noted_at timestamptz not null default clock_timestamp(),
    take text check (take in ('local', 'remote')),
    resolved_by text,
    resolved_at timestamptz
);
comment on table ops.sync_conflicts is
'One row per staged row that was changed differently here and there; its subject is not synchronised until it is resolved.';
comment on column ops.sync_conflicts.base is 'Row at the last synchronisation; NULL: there was none, or it is not known.';
comment on column ops.sync_conflicts.local is 'Row here; NULL: deleted.';
comment on column ops.sync_conflicts.remote is 'Row there; NULL: deleted.';
comment on column ops.sync_conflicts.take is 'Side that a person chose; NULL while nobody has.';
create unique index sync_conflicts_row on ops.sync_conflicts (peer, subject, table_name, key);

-- The identity of this database; a copy (template, dump) gets one of its own.
create function ops.sync_id() returns uuid
language plpgsql
set search_path = ''
as $$
declare
    here text := (
        select d.oid || '/' || cast('ops.sync_identity'::regclass as oid)
        from pg_catalog.pg_database as d where d.datname = current_database()
    );
    found_id uuid;
begin
    select i.id into found_id from ops.sync_identity as i where i.place = here;
    if found_id is null then
        insert into ops.sync_identity (place) values (here) on conflict do nothing;
        select i.id into found_id from ops.sync_identity as i where i.place = here;
    end if;
    return found_id;
end;
$$;

-- Staging tables, parents before children, with the columns that are compared. What tells of one database alone (who wrote
-- the row when, whether it is processed) is not; source_file and content_hash travel with a row, and are not compared.
create function ops.sync_tables()
returns table (table_name text, place integer, of_games boolean, key_columns text[], columns text[])
language sql
stable
set search_path = ''
as $$
    select
        cast(listed.name as text), cast(listed.place as integer),
        exists (
            select from pg_catalog.pg_attribute as a
            where a.attrelid = c.oid and a.attname = 'game_id' and not a.attisdropped
        ),
        array(
            select cast(a.attname as text)
            from pg_catalog.pg_index as i
            cross join unnest(i.indkey) with ordinality as k (attnum, place)
            inner join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
            where i.indrelid = c.oid and i.indisprimary
            order by k.place
        ),
        array(
            select cast(a.attname as text)
            from pg_catalog.pg_attribute as a
            where
                a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                and a.attname <> all (array[
                    'processed', 'written_xid', 'created_at', 'updated_at', 'load_id', 'source_file', 'content_hash'
                ])
            order by a.attnum
        )
    from unnest(array[
        'staging_seasons', 'staging_teams', 'staging_players', 'staging_league_settings', 'staging_schedule',
        'staging_game_rosters', 'staging_official_player_games', 'staging_games', 'staging_events', 'staging_event_players',
        'staging_puck_positions', 'staging_player_positions', 'staging_shifts', 'staging_video_times'
    ]) with ordinality as listed (name, place)
    inner join pg_catalog.pg_class as c
        on c.relnamespace = cast('public' as regnamespace) and listed.name = c.relname and c.relkind = 'r'
    order by listed.place;
$$;

-- The game of a subject; NULL for a table.
create function ops.sync_game(p_subject text) returns integer
language sql
immutable
set search_path = ''
as $$
    select case when p_subject ~ '^[0-9]{1,9}$' then cast(p_subject as integer) end;
$$;

create function ops.sync_micros(p_at timestamptz) returns bigint
language sql
stable
set search_path = ''
as $$
    select cast(extract(epoch from p_at) * 1000000 as bigint);
$$;

-- The mark of a subject; NULL if nothing was ever staged of it.
create function ops.sync_mark(p_subject text) returns bigint[]
language sql
stable
set search_path = ''
as $$
    select array[c.input_version, ops.sync_micros(c.changed_at)]
    from ops.input_changes as c
    where c.game_id = ops.sync_game(p_subject) or (c.game_id is null and c.table_name = p_subject)
    order by c.input_version desc
    limit 1;
$$;

-- Marks of all subjects.
create function ops.sync_marks() returns table (subject text, mark bigint[], changed_at timestamptz)
language sql
stable
set search_path = ''
as $$
    select cast(g.game_id as text), array[last.input_version, ops.sync_micros(last.changed_at)], last.changed_at
    from ops.game_inputs as g
    cross join lateral (
        select c.input_version, c.changed_at from ops.input_changes as c
        where c.game_id = g.game_id order by c.input_version desc limit 1
    ) as last
    union all
    select t.table_name, array[last.input_version, ops.sync_micros(last.changed_at)], last.changed_at
    from ops.table_inputs as t
    cross join lateral (
        select c.input_version, c.changed_at, c.operation from ops.input_changes as c
        where c.game_id is null and c.table_name = t.table_name order by c.input_version desc limit 1
    ) as last
    where last.operation <> 'begin' or last.input_version > 1;  -- the migrations begin the history of an empty table
$$;

-- Staged rows of a subject as they are now, or at a version of its history.
create function ops.sync_rows(p_subject text, p_version bigint default null)
returns table (table_name text, key text, content jsonb, about jsonb)
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
as $$
#variable_conflict use_column
declare
    game integer := ops.sync_game(p_subject);
    listed record;
    row_key text;
begin
    for listed in
        select * from ops.sync_tables() as t where t.of_games = (game is not null) and (t.of_games or t.table_name = p_subject)
    loop
        select string_agg(format('cast(t.%I as text)', k.name), ' || ''/'' || ' order by k.place)
        into row_key
        from unnest(listed.key_columns) with ordinality as k (name, place);
        return query execute format(
            $sql$
            with later as materialized (
                select c.change_id, c.input_version, c.added_keys from ops.input_changes as c
                where c.table_name = %1$L and c.input_version > $2
                    and (c.game_id = $1 or (c.game_id is null and $1 is null))
            ),
            touched as (
                select old.key, later.input_version, old.content
                from later inner join ops.staging_history as old on later.change_id = old.change_id
                union all
                select added.key, later.input_version, null from later cross join unnest(later.added_keys) as added (key)
            ),
            first as materialized (
                select distinct on (key) key, content from touched order by key, input_version
            ),
            found as (
                select %2$s as key, to_jsonb(t) as content
                from public.%1$I as t
                where %3$s not exists (select from first where first.key = %2$s)
                union all
                select first.key, to_jsonb(jsonb_populate_record(cast(null as public.%1$I), first.content))
                from first where first.content is not null
            )
            select
                %1$L, found.key,
                found.content - array[
                    'processed', 'written_xid', 'created_at', 'updated_at', 'load_id', 'source_file', 'content_hash'
                ],
                jsonb_build_object(
                    'source_file', found.content -> 'source_file', 'content_hash', found.content -> 'content_hash'
                )
            from found
            $sql$,
            listed.table_name, row_key, case when game is not null then 't.game_id = $1 and' else '' end
        ) using game, p_version;
    end loop;
end;
$$;

-- What a synchronisation begins with: who this is, columns, marks, and how far the initiator was.
create function public.sync_look(p_initiator uuid, p_peer uuid default null) returns jsonb
language sql
security definer
set search_path = ''
as $$
    select jsonb_build_object(
        'id', ops.sync_id(),
        'columns', (select jsonb_object_agg(t.table_name, t.columns) from ops.sync_tables() as t),
        'marks', (select coalesce(jsonb_object_agg(m.subject, m.mark), '{}') from ops.sync_marks() as m),
        'states', (
            select coalesce(jsonb_agg(to_jsonb(s)), '[]') from ops.sync_states as s
            where s.initiator = p_initiator and s.peer = coalesce(p_peer, ops.sync_id())
        )
    );
$$;

-- Staged rows of a subject as texts: table to [key, row, about the row]. With p_at, the rows at that mark; NULL if history
-- does not reach back to it.
create function public.sync_read(p_subject text, p_at bigint[] default null) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set timezone = 'UTC'
as $$
begin
    if p_at[1] = 0 and exists (
        select from ops.input_changes as c where c.game_id = ops.sync_game(p_subject) and c.operation = 'begin'
    ) or p_at[1] > 0 and not exists (
        select from ops.input_changes as c
        where
            c.input_version = p_at[1] and ops.sync_micros(c.changed_at) = p_at[2]
            and (c.game_id = ops.sync_game(p_subject) or (c.game_id is null and c.table_name = p_subject))
    ) then
        return null;
    end if;
    return jsonb_build_object(
        'mark', ops.sync_mark(p_subject),
        'rows', (
            select coalesce(jsonb_object_agg(listed.table_name, listed.rows), '{}')
            from (
                select
                    r.table_name,
                    jsonb_agg(jsonb_build_array(r.key, cast(r.content as text), cast(r.about as text))) as rows
                from ops.sync_rows(p_subject, p_at[1]) as r
                group by r.table_name
            ) as listed
        )
    );
end;
$$;

-- The last change of each row since a version: table, key, when, who.
create function public.sync_changes(p_subject text, p_since bigint) returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_array(found.table_name, found.key, found.changed_at, found.changed_by)), '[]')
    from (
        select distinct on (c.table_name, touched.key) c.table_name, touched.key, c.changed_at, c.changed_by
        from ops.input_changes as c
        cross join lateral (
            select unnest(c.added_keys) as key
            union all
            select old.key from ops.staging_history as old where old.change_id = c.change_id
        ) as touched
        where
            c.input_version > p_since
            and (c.game_id = ops.sync_game(p_subject) or (c.game_id is null and c.table_name = p_subject))
        order by c.table_name, touched.key, c.input_version desc
    ) as found;
$$;

-- Wait for other writers of a subject and lock it. A game that is new here gets a row to lock, of version 0.
create function ops.sync_lock(p_subjects text[]) returns void
language plpgsql
set search_path = ''
as $$
declare
    each_subject text;
begin
    perform pg_advisory_xact_lock_shared(1818386276, -1);
    for each_subject in
        select s.subject from unnest(p_subjects) as s (subject) order by ops.sync_game(s.subject) nulls first, s.subject
    loop
        -- as loaders do: 0 is the league
        perform pg_advisory_xact_lock(1818386276, coalesce(ops.sync_game(each_subject), 0));
        if ops.sync_game(each_subject) is null then
            perform from ops.table_inputs as t where t.table_name = each_subject for update;
        else
            insert into ops.game_inputs (game_id, input_version) values (ops.sync_game(each_subject), 0) on conflict do nothing;
            perform from ops.game_inputs as g where g.game_id = ops.sync_game(each_subject) for update;
        end if;
    end loop;
end;
$$;

-- Note how far subjects are synchronised: states as ops.sync_states has them; `fill` names what becomes the present mark.
create function ops.sync_note(p_states jsonb) returns void
language sql
set search_path = ''
as $$
    insert into ops.sync_states as known (initiator, peer, subject, sequence, pushed, pulled, base_side, base)
    select
        cast(s.content ->> 'initiator' as uuid), cast(s.content ->> 'peer' as uuid), s.content ->> 'subject',
        cast(s.content ->> 'sequence' as bigint),
        case when s.content -> 'fill' ? 'pushed' then s.now else s.pushed end,
        case when s.content -> 'fill' ? 'pulled' then s.now else s.pulled end,
        s.content ->> 'base_side',
        case when s.content -> 'fill' ? 'base' then s.now else s.base end
    from (
        select
            e.content,
            -- 0: nothing was ever staged of it here
            case
                when e.content ->> 'fill' <> '[]' then coalesce(ops.sync_mark(e.content ->> 'subject'), array[0, 0])
            end as now,
            (jsonb_populate_record(cast(null as ops.sync_states), e.content)).pushed,
            (jsonb_populate_record(cast(null as ops.sync_states), e.content)).pulled,
            (jsonb_populate_record(cast(null as ops.sync_states), e.content)).base
        from jsonb_array_elements(p_states) as e (content)
    ) as s
    on conflict (initiator, peer, subject) do update set
        sequence = excluded.sequence, pushed = excluded.pushed, pulled = excluded.pulled,
        base_side = excluded.base_side, base = excluded.base
    where known.sequence < excluded.sequence;
$$;

-- Give a subject exactly these rows (as sync_read has them), in one transaction, and note the state. Fails with PT409 if the
-- subject is not at the expected mark; the result is its new mark.
create function public.sync_write(p_subject text, p_expected bigint[], p_rows jsonb, p_state jsonb, p_writer text)
returns bigint[]
language plpgsql
security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
    game integer := ops.sync_game(p_subject);
    listed record;
    wanted jsonb;
    row_key text;
    of_game text := case when game is not null then 't.game_id = $2 and' else '' end;
    unlike constant text[] := array[
        'processed', 'written_xid', 'created_at', 'updated_at', 'load_id', 'source_file', 'content_hash'
    ];
    names text;
    changes text;
    steps text[];
begin
    perform
        set_config('benchsight.load_id', '', true), set_config('benchsight.source_file', '', true),
        set_config('benchsight.initiated_by', p_writer, true), set_config('benchsight.reason', 'sync', true);
    perform ops.sync_lock(array[p_subject]);
    if ops.sync_mark(p_subject) is distinct from p_expected then
        raise exception '% was changed meanwhile', p_subject using errcode = 'PT409';
    end if;
    foreach steps slice 1 in array array[['delete', 'desc'], ['write', 'asc']] loop
        for listed in
            select * from ops.sync_tables() as t
            where t.of_games = (game is not null) and (t.of_games or t.table_name = p_subject)
            order by case when steps[2] = 'desc' then -t.place else t.place end
        loop
            wanted := coalesce(p_rows -> listed.table_name, '[]');
            select string_agg(format('cast(t.%I as text)', k.name), ' || ''/'' || ' order by k.place)
            into row_key
            from unnest(listed.key_columns) with ordinality as k (name, place);
            if steps[1] = 'delete' then
                execute format(
                    'delete from public.%I as t where %s not exists (
                        select from jsonb_array_elements($1) as w where w ->> 0 = %s
                    )', listed.table_name, of_game, row_key
                ) using wanted, game;
                continue;
            end if;
            continue when wanted = '[]';
            select
                string_agg(format('%I', c.name), ', '),
                string_agg(format('%1$I = r.%1$I', c.name), ', ') filter (where c.name <> all (listed.key_columns))
            into names, changes
            from unnest(listed.columns || array['source_file', 'content_hash']) as c (name);
            execute format(
                'update public.%1$I as t set %2$s
                from jsonb_array_elements($1) as w
                cross join lateral jsonb_populate_record(
                    cast(null as public.%1$I), cast(w ->> 1 as jsonb) || cast(w ->> 2 as jsonb)
                ) as r
                where %3$s w ->> 0 = %4$s and to_jsonb(t) - $3 <> cast(w ->> 1 as jsonb)',
                listed.table_name, changes, of_game, row_key
            ) using wanted, game, unlike;
            execute format(
                'insert into public.%1$I (%2$s)
                select %3$s
                from jsonb_array_elements($1) as w
                cross join lateral jsonb_populate_record(
                    cast(null as public.%1$I), cast(w ->> 1 as jsonb) || cast(w ->> 2 as jsonb)
                ) as r
                where not exists (select from public.%1$I as t where %4$s w ->> 0 = %5$s)',
                listed.table_name, names,
                (select string_agg('r.' || c.name, ', ') from unnest(string_to_array(names, ', ')) as c (name)),
                of_game, row_key
            ) using wanted, game;
        end loop;
    end loop;
    perform ops.sync_note(jsonb_build_array(p_state));
    delete from ops.game_inputs as g where g.game_id = game and g.input_version = 0;
    return ops.sync_mark(p_subject);
end;
$$;

-- What is published: a mark per built game, and one (*) for the tables that are not kept by game. '' for a game that is gone
-- or is being built.
create function ops.sync_built() returns table (name text, mark text, since timestamptz)
language sql
stable
set search_path = ''
as $$
    select
        cast(coalesce(b.game_id, p.game_id) as text),
        case when b.input_version > 0 then concat_ws('/', b.build_id, b.input_version, b.code_version) else '' end,
        coalesce(b.built_at, p.pushed_at)
    from ops.game_builds as b
    full join (
        select distinct on (ops.sync_game(s.name)) ops.sync_game(s.name) as game_id, s.pushed_at from ops.sync_published as s
        where s.name ~ '^[0-9]+$'
    ) as p on b.game_id = p.game_id
    where b.input_version is distinct from 0
    union all
    select '*', max(r.build_id) || '/' || (select count(*) from ops.game_builds), max(r.started_at)
    from ops.build_runs as r
    where r.status <> 'running'
    having count(*) > 0;
$$;

-- What is to be sent to a peer: input whose mark it has not got, and games and tables that were built since. Triggers and
-- builds keep ops.input_changes and ops.game_builds in their own transactions, so nothing else has to be written for it.
create function ops.sync_outbox(p_peer uuid) returns table (kind text, subject text, since timestamptz)
language sql
set search_path = ''
as $$
    select 'input', m.subject, m.changed_at
    from ops.sync_marks() as m
    left join ops.sync_states as s on s.initiator = ops.sync_id() and s.peer = p_peer and m.subject = s.subject
    where s.pushed is distinct from m.mark
    union all
    select 'published', b.name, b.since
    from ops.sync_built() as b
    left join ops.sync_published as p on p.peer = p_peer and b.name = p.name
    where p.mark is distinct from b.mark and (b.mark <> '' or p.mark is not null);
$$;

revoke execute on all functions in schema ops from public;
revoke execute on function
public.sync_look(uuid, uuid), public.sync_read(text, bigint[]), public.sync_changes(text, bigint),
public.sync_write(text, bigint[], jsonb, jsonb, text)
from public, anon, authenticated;
grant execute on function
public.sync_look(uuid, uuid), public.sync_read(text, bigint[]), public.sync_changes(text, bigint),
public.sync_write(text, bigint[], jsonb, jsonb, text)
to service_role;
comment on function public.sync_look is
'Begin a synchronisation: identity, columns and marks of staged subjects, and how far the initiator was.';
comment on function public.sync_read is 'Staged rows of a subject (a game, or a table without games) as texts, now or at a mark.';
comment on function public.sync_changes is
'The last change of each staged row of a subject since a version: table, key, when, who.';
comment on function public.sync_write is
'Give a subject exactly these rows in one transaction, if it is still at the expected mark.';
