-- Versions of the input: a counter per game that grows with every committed change of what is staged for it, so that a build
-- knows what is due; and the log of every change, which leads from the present back to any version before it.
-- Triggers of statements keep both, whoever writes. A row that is still there is in its table only.

create table ops.game_inputs (
    game_id integer primary key,
    input_version bigint not null default 1,
    changed_at timestamptz not null default clock_timestamp(),
    changed_by xid8,
    base_version bigint not null default 0
);
comment on table ops.game_inputs is 'One row per game with staged input; the game is due when input_version is ahead of the version it was built from.';
comment on column ops.game_inputs.changed_by is 'Transaction of the last change.';
comment on column ops.game_inputs.base_version is 'input_version before the first change of that transaction; 0 where there was none.';

create function ops.note_changed_games(game_ids integer[]) returns void
language sql
security definer
set search_path = ''
as $$
    insert into ops.game_inputs as g (game_id, changed_by)
    select changed.game_id, pg_current_xact_id()
    from (select distinct u.id as game_id from unnest(game_ids) as u (id) where u.id is not null) as changed
    order by changed.game_id  -- one order for all writers: two loads of several games cannot deadlock here
    on conflict (game_id) do update set
        input_version = g.input_version + 1,
        changed_at = clock_timestamp(),
        changed_by = excluded.changed_by,
        base_version = case when g.changed_by = excluded.changed_by then g.base_version else g.input_version end;
$$;

-- A row that changed is to be processed again, and keeps the transaction that wrote it: a build marks as processed exactly
-- the rows that its snapshot saw. Two changes are no change of the input: the builder's mark in `processed`, and what a
-- backfill fills from the raw row, which names its columns in benchsight.backfilled_columns.
create function ops.stamp_rewritten_row() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    marked record := old;
    filled constant text := current_setting('benchsight.backfilled_columns', true);
    ignored text[];
begin
    marked.processed := new.processed;
    if new is not distinct from marked then
        return new;
    end if;
    if filled <> '' then
        ignored := string_to_array(filled, ',');
        if to_jsonb(new) - ignored = to_jsonb(marked) - ignored then
            return new;
        end if;
    end if;
    if new.game_id <> old.game_id then
        raise exception 'a staged row cannot move from game % to game %: delete it and insert it again', old.game_id, new.game_id;
    end if;
    new.processed := false;
    new.updated_at := clock_timestamp();
    new.written_xid := pg_current_xact_id();
    return new;
end;
$$;

create trigger stamp_rewritten_row before update on public.staging_events
for each row execute function ops.stamp_rewritten_row();
create trigger stamp_rewritten_row before update on public.staging_shifts
for each row execute function ops.stamp_rewritten_row();

create table ops.table_inputs (
    table_name text primary key,
    input_version bigint not null default 1,
    changed_at timestamptz not null default clock_timestamp()
);
comment on table ops.table_inputs is 'One row per staging table that belongs to no game, counted like ops.game_inputs. Its lock puts the writers in one order.';

create table ops.input_changes (
    change_id bigint generated always as identity primary key,
    transaction_id xid8 not null default pg_current_xact_id(),
    table_name text not null,
    game_id integer,
    input_version bigint not null,
    operation text not null check (operation in ('insert', 'update', 'delete', 'begin')),
    row_count integer not null,
    added_keys text[],
    changed_at timestamptz not null default clock_timestamp(),
    load_id uuid,
    source_file text,
    changed_by text not null,
    reason text
);
comment on table ops.input_changes is 'One row per statement, table and game that changed something staged. All of one transaction are one version.';
comment on column ops.input_changes.input_version is 'Of the game (ops.game_inputs), or of a table without games (ops.table_inputs), after the statement.';
comment on column ops.input_changes.operation is 'begin: nothing is known of states before this version.';
comment on column ops.input_changes.added_keys is 'Keys that were not there before; columns of a key are joined by /.';
comment on column ops.input_changes.load_id is 'The load that did it; NULL for a live write.';
comment on column ops.input_changes.reason is 'Reason that the writer gave, as a revert does; else NULL.';
create index input_changes_game on ops.input_changes (game_id, input_version);
create index input_changes_table on ops.input_changes (table_name, input_version) where game_id is null;
create index input_changes_load on ops.input_changes (load_id) where load_id is not null;

create table ops.staging_history (
    change_id bigint not null, -- of ops.input_changes, without a constraint: only triggers write here, and it would cost as much again
    key text not null,
    content jsonb not null,
    primary key (change_id, key)
);
comment on table ops.staging_history is 'One row per staged row that a change updated or deleted: the row as it was until then, times in UTC.';

-- Rows in the form of the log: a game (NULL for a table without games), how many, and the keys that are new.
create type ops.game_change as (game_id integer, row_count integer, added_keys text[]);

-- Who writes: as a loader says, or the user of a request to the API, or the login.
create function ops.writer() returns text
language sql
stable
set search_path = ''
as $$
    select coalesce(
        nullif(current_setting('benchsight.initiated_by', true), ''),
        case
            when starts_with(claims.value, '{')
                then coalesce(cast(claims.value as jsonb) ->> 'sub', cast(claims.value as jsonb) ->> 'role')
        end,
        cast(session_user as text)
    )
    from (select current_setting('request.jwt.claims', true) as value) as claims;
$$;

-- Counts the version of each game (or of the table) up, and logs the change. The lock that counting takes is held to the
-- end of the transaction, so that the numbers of a game follow the order of its commits.
create function ops.log_input_changes(p_table text, p_operation text, p_changes ops.game_change[])
returns table (change_id bigint, game_id integer)
language plpgsql
set search_path = ''
set enable_nestloop = on  -- its callers have it off; here a game is found by its key
as $$
#variable_conflict use_column
declare
    load text := current_setting('benchsight.load_id', true);
    file text := nullif(current_setting('benchsight.source_file', true), '');
    reason text := nullif(current_setting('benchsight.reason', true), '');
begin
    if p_changes is null then
        return;
    end if;
    load := case when load ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' then load end;
    if p_changes[1].game_id is null then
        return query
        with noted as (
            insert into ops.table_inputs as t (table_name) values (p_table)
            on conflict (table_name) do update
                set input_version = t.input_version + 1, changed_at = clock_timestamp()
            returning t.input_version
        )
        insert into ops.input_changes as c (
            table_name, input_version, operation, row_count, added_keys, load_id, source_file, changed_by, reason
        )
        select p_table, noted.input_version, p_operation, p_changes[1].row_count, p_changes[1].added_keys,
            cast(load as uuid), file, ops.writer(), reason
        from noted
        returning c.change_id, c.game_id;
        return;
    end if;
    perform ops.note_changed_games(array(select changed.game_id from unnest(p_changes) as changed));
    return query
    insert into ops.input_changes as c (
        table_name, game_id, input_version, operation, row_count, added_keys, load_id, source_file, changed_by, reason
    )
    select p_table, g.game_id, g.input_version, p_operation, changed.row_count, changed.added_keys,
        cast(load as uuid), file, ops.writer(), reason
    from unnest(p_changes) as changed
    inner join ops.game_inputs as g on changed.game_id = g.game_id
    returning c.change_id, c.game_id;
end;
$$;

-- A truncate shows its triggers no rows, so the rows are deleted before it.
create function ops.keep_truncated_rows() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    execute format('delete from %I.%I', tg_table_schema, tg_table_name);
    return null;
end;
$$;

-- Gives a staging table the triggers that keep its history, and with it the version of its games. Each table has functions
-- of its own, so that their plans are kept: a tracker writes one event at a time. A plan made for one row must do for a
-- hundred thousand, so there are no nested loops.
create function ops.keep_history(target regclass) returns void
language plpgsql
set search_path = ''
as $$
declare
    name text := (select relname from pg_catalog.pg_class where oid = target);
    columns text[] := array(
        select attname from pg_catalog.pg_attribute where attrelid = target and attnum > 0 and not attisdropped
    );
    of_games boolean := 'game_id' = any(columns);
    old_game text := case when of_games then 'o.game_id' else 'cast(null as integer)' end;
    new_game text := case when of_games then 'n.game_id' else 'cast(null as integer)' end;
    same_game text := case when of_games then 'n.game_id = o.game_id' else 'true' end;
    logged_game text := case when of_games then 'logged.game_id = o.game_id' else 'true' end;
    old_key text;
    new_key text;
    -- A build marks many rows as processed at once, which is no change. Their row trigger stamps all rows that did change.
    is_marked boolean := 'processed' = any(columns);
    may_differ text := case when is_marked then 'written_xid = pg_current_xact_id()' else 'true' end;
    same text := case
        when is_marked then 'n.written_xid <> pg_current_xact_id()
                        or o.written_xid = n.written_xid and to_jsonb(o) - ''processed'' = to_jsonb(n) - ''processed'''
        else 'o.* is not distinct from n.*'
    end;
begin
    select
        string_agg(format('cast(o.%I as text)', a.attname), ' || ''/'' || ' order by k.place),
        string_agg(format('cast(n.%I as text)', a.attname), ' || ''/'' || ' order by k.place)
    into old_key, new_key
    from pg_catalog.pg_index as i
    cross join unnest(i.indkey) with ordinality as k (attnum, place)
    inner join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indrelid = target and i.indisprimary;

    execute format(
        $sql$
        create function ops.%1$I() returns trigger
        language plpgsql
        security definer
        set search_path = ''
        as $function$
        begin
            perform ops.log_input_changes(tg_table_name, 'insert', (
                select array_agg(cast(row(game_id, row_count, added_keys) as ops.game_change))
                from (
                    select %2$s as game_id, count(*) as row_count, array_agg(%3$s) as added_keys
                    from new_rows as n
                    group by 1
                ) as games
            ));
            return null;
        end;
        $function$
        $sql$,
        'keep_inserted_' || name, new_game, new_key
    );
    execute format(
        $sql$
        create function ops.%1$I() returns trigger
        language plpgsql
        security definer
        set search_path = ''
        set timezone = 'UTC'
        set enable_nestloop = off
        as $function$
        begin
            with games as (select %2$s as game_id, count(*) as row_count from old_rows as o group by 1)
            insert into ops.staging_history (change_id, key, content)
            select logged.change_id, %3$s, to_jsonb(o)
            from ops.log_input_changes(tg_table_name, 'delete', (
                select array_agg(cast(row(game_id, row_count, null) as ops.game_change)) from games
            )) as logged
            inner join old_rows as o on %4$s;
            return null;
        end;
        $function$
        $sql$,
        'keep_deleted_' || name, old_game, old_key, logged_game
    );
    execute format(
        $sql$
        create function ops.%1$I() returns trigger
        language plpgsql
        security definer
        set search_path = ''
        set timezone = 'UTC'
        set enable_nestloop = off
        as $function$
        begin
            if not exists (select from new_rows where %7$s) then
                return null;
            end if;
            with ended as materialized (
                select %2$s as game_id, %3$s as key, o as content
                from old_rows as o
                where not exists (
                    select from new_rows as n where %3$s = %5$s and %8$s and (%6$s)
                )
            ),
            added as materialized (
                select %4$s as game_id, %5$s as key
                from new_rows as n
                where not exists (select from old_rows as o where %3$s = %5$s and %8$s)
            ),
            games as (
                select
                    game_id,
                    greatest(count(*) filter (where not is_new), count(*) filter (where is_new)) as row_count,
                    array_agg(key) filter (where is_new) as added_keys
                from (
                    select game_id, key, false as is_new from ended union all select game_id, key, true from added
                ) as touched
                group by game_id
            )
            insert into ops.staging_history (change_id, key, content)
            select logged.change_id, o.key, to_jsonb(o.content)
            from ops.log_input_changes(tg_table_name, 'update', (
                select array_agg(cast(row(game_id, row_count, added_keys) as ops.game_change)) from games
            )) as logged
            inner join ended as o on %9$s;
            return null;
        end;
        $function$
        $sql$,
        'keep_updated_' || name, old_game, old_key, new_game, new_key, same, may_differ,
        same_game, logged_game
    );
    execute format('create trigger keep_insert after insert on %s referencing new table as new_rows
                    for each statement execute function ops.%I()', target, 'keep_inserted_' || name);
    execute format('create trigger keep_delete after delete on %s referencing old table as old_rows
                    for each statement execute function ops.%I()', target, 'keep_deleted_' || name);
    execute format('create trigger keep_update after update on %s referencing old table as old_rows new table as new_rows
                    for each statement execute function ops.%I()', target, 'keep_updated_' || name);
    execute format('create trigger keep_truncate before truncate on %s
                    for each statement execute function ops.keep_truncated_rows()', target);
end;
$$;

do $$
declare
    target regclass;
begin
    for target in
        select c.oid from pg_catalog.pg_class as c
        where c.relnamespace = cast('public' as regnamespace) and c.relkind = 'r' and c.relname ~ '^staging_'
    loop
        perform ops.keep_history(target);
    end loop;
end;
$$;

-- History begins with the empty tables.
insert into ops.table_inputs (table_name)
values ('staging_players'), ('staging_seasons'), ('staging_teams'), ('staging_league_settings');
insert into ops.input_changes (table_name, input_version, operation, row_count, changed_by)
select table_name, input_version, 'begin', 0, 'migration' from ops.table_inputs;

-- A change of a player, team or season makes the games due that show it. Games of players come from their rosters; teams
-- are also found by name, since exports without ids name them.
create function ops.note_games_of_players() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    changed text[];
begin
    if tg_op = 'INSERT' then
        changed := array(select player_id from new_rows);
    elsif tg_op = 'DELETE' then
        changed := array(select player_id from old_rows);
    else
        changed := array(select player_id from new_rows union select player_id from old_rows);
    end if;
    perform ops.note_changed_games(array(
        select distinct game_id from public.staging_game_rosters where player_id = any(changed)
    ));
    return null;
end;
$$;

create function ops.note_games_of_teams() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    changed text[];
begin
    if tg_op = 'INSERT' then
        changed := array(select unnest(array[team_id, team_name]) from new_rows);
    elsif tg_op = 'DELETE' then
        changed := array(select unnest(array[team_id, team_name]) from old_rows);
    else
        changed := array(
            select unnest(array[team_id, team_name]) from new_rows
            union
            select unnest(array[team_id, team_name]) from old_rows
        );
    end if;
    perform ops.note_changed_games(array(
        select game_id from public.staging_schedule
        where array[home_team_id, away_team_id, home_team_name, away_team_name] && changed
        union
        select game_id from public.staging_game_rosters where array[team_id, team_name] && changed
        union
        select game_id from public.staging_games where array[home_team_name, away_team_name] && changed
    ));
    return null;
end;
$$;

create function ops.note_games_of_seasons() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    changed text[];
begin
    if tg_op = 'INSERT' then
        changed := array(select season_id from new_rows);
    elsif tg_op = 'DELETE' then
        changed := array(select season_id from old_rows);
    else
        changed := array(select season_id from new_rows union select season_id from old_rows);
    end if;
    perform ops.note_changed_games(array(select game_id from public.staging_schedule where season_id = any(changed)));
    return null;
end;
$$;

-- Rules may change what any game of the league counts; a league that changes them does so once a season.
create function ops.note_games_of_leagues() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform ops.note_changed_games(array(select game_id from ops.game_inputs));
    return null;
end;
$$;

create trigger note_insert after insert on public.staging_players
referencing new table as new_rows for each statement execute function ops.note_games_of_players();
create trigger note_delete after delete on public.staging_players
referencing old table as old_rows for each statement execute function ops.note_games_of_players();
create trigger note_update after update on public.staging_players
referencing old table as old_rows new table as new_rows for each statement execute function ops.note_games_of_players();

create trigger note_insert after insert on public.staging_teams
referencing new table as new_rows for each statement execute function ops.note_games_of_teams();
create trigger note_delete after delete on public.staging_teams
referencing old table as old_rows for each statement execute function ops.note_games_of_teams();
create trigger note_update after update on public.staging_teams
referencing old table as old_rows new table as new_rows for each statement execute function ops.note_games_of_teams();

create trigger note_insert after insert on public.staging_seasons
referencing new table as new_rows for each statement execute function ops.note_games_of_seasons();
create trigger note_delete after delete on public.staging_seasons
referencing old table as old_rows for each statement execute function ops.note_games_of_seasons();
create trigger note_update after update on public.staging_seasons
referencing old table as old_rows new table as new_rows for each statement execute function ops.note_games_of_seasons();

create trigger note_insert after insert on public.staging_league_settings
for each statement execute function ops.note_games_of_leagues();
create trigger note_delete after delete on public.staging_league_settings
for each statement execute function ops.note_games_of_leagues();
create trigger note_update after update on public.staging_league_settings
for each statement execute function ops.note_games_of_leagues();
