-- Functions for the administrator's key over the API: rebuild derived tables by name or category, delete what was built of a
-- game, leave games out. They check and queue; a worker does the work.

create table ops.published_tables (
    table_name text primary key,
    category text not null check (category in ('dims', 'core_facts', 'stats_facts', 'analytics_facts')),
    load_order smallint not null,
    kind text not null check (kind in ('game', 'entity', 'whole', 'view'))
);
comment on table ops.published_tables is 'One row per published table or view of the dbt project (models/marts), as the last dbt run found them.';
comment on column ops.published_tables.load_order is 'Order of the category: dimensions, core facts, statistics, analytics.';
comment on column ops.published_tables.kind is 'game: kept per game; entity: per player or team over many games; whole: made whole each time; view: stores nothing.';

-- The caller: the user of the key, else its role, else the login.
create function ops.caller() returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    claims jsonb;
begin
    begin
        claims := nullif(current_setting('request.jwt.claims', true), '');
    exception when invalid_text_representation then
        claims := null;  -- set to something else at a prompt
    end;
    return left(coalesce(
        nullif(claims ->> 'sub', ''),
        nullif(claims ->> 'role', ''),
        nullif(current_setting('role', true), 'none'),
        cast(session_user as text)
    ), 100);
end;
$$;

-- The tables of a category, or the one that is named; none for any other name.
create function ops.tables_named(p_name text, p_is_category boolean) returns setof ops.published_tables
language sql
stable
set search_path = ''
as $$
    select t.*
    from ops.published_tables as t
    where case
        when not p_is_category then t.table_name = p_name
        else p_name in ('all', t.category) or (p_name = 'all_facts' and t.category <> 'dims')
    end
    order by t.load_order, t.table_name;
$$;

-- The first of these tables that has rows of the game; NULL if none has.
create function ops.table_with_rows(p_tables text[], p_game_id integer) returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    each_table text;
    has_rows boolean;
begin
    foreach each_table in array p_tables loop
        if to_regclass(format('public.%I', each_table)) is not null then
            execute format('select exists (select from public.%I where game_id = $1)', each_table)
            into has_rows using p_game_id;
            if has_rows then
                return each_table;
            end if;
        end if;
    end loop;
    return null;
end;
$$;

create function ops.is_known_game(p_game_id integer) returns boolean
language sql
stable
set search_path = ''
as $$
    select exists (select from ops.game_inputs as g where g.game_id = p_game_id)
        or exists (select from ops.game_builds as g where g.game_id = p_game_id);
$$;

-- Raise, in a sentence for the caller, for a request that makes no sense.
create function ops.check_load(p_name text, p_is_category boolean, p_operation text, p_game_id integer) returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    kinds text[] := array(select kind from ops.tables_named(p_name, p_is_category));
    per_game text[] := array(select table_name from ops.tables_named(p_name, p_is_category) where kind = 'game');
    filled text;
begin
    if cardinality(kinds) = 0 and starts_with(p_name, 'staging_') then
        raise '% is an input: it is loaded from a file (benchsight load), not rebuilt', left(p_name, 63);
    elsif not exists (select from ops.published_tables) then
        raise 'nothing is published yet: build first (benchsight build)';
    elsif cardinality(kinds) = 0 then
        raise 'no % is named "%"', case when p_is_category then 'category' else 'published table' end,
            left(coalesce(p_name, ''), 63);
    elsif p_operation = 'merge' then
        raise 'merge is for inputs (benchsight load): the rows of a derived table are computed, so use upsert or replace';
    elsif p_operation is null or p_operation not in ('replace', 'append', 'upsert') then
        raise 'operation is replace, append or upsert, not "%"', left(coalesce(p_operation, ''), 20);
    elsif p_operation = 'append' and cardinality(per_game) = 0 then
        raise '% is not stored per game, so there is nothing to append to: use upsert or replace', p_name;
    elsif p_game_id is null then
        return;
    elsif not ops.is_known_game(p_game_id) then
        raise 'nothing is staged or built of game %: load its export first', p_game_id;
    elsif 'whole' = any(kinds) and cardinality(per_game) = 0 then
        raise '% is not kept per game: leave the game out', p_name;
    elsif p_operation = 'append' then
        filled := ops.table_with_rows(per_game, p_game_id);
        if filled is not null then
            raise '% has rows of game % already: append only adds games that have none', filled, p_game_id;
        end if;
    end if;
end;
$$;

-- Queue the request, and note it in load_history: one row per stored table, `started` until a worker has done it.
create function ops.request_load(p_name text, p_is_category boolean, p_operation text, p_game_id integer) returns bigint
language plpgsql
set search_path = ''
as $$
declare
    queued bigint;
begin
    perform ops.check_load(p_name, p_is_category, p_operation, p_game_id);
    perform set_config('benchsight.initiated_by', ops.caller(), true);
    queued := ops.enqueue(p_game_id, 'rebuild', array[p_name], p_operation);
    insert into public.load_history
        (load_id, table_name, operation, scope, game_id, queue_id, started_at, initiated_by)
    select
        call.load_id,
        t.table_name,
        p_operation,
        case
            when p_game_id is not null then 'game'
            when not p_is_category then 'table'
            when p_name = 'all' then 'all'
            else 'category'
        end,
        case when t.kind <> 'whole' then p_game_id end,
        queued,
        clock_timestamp(),
        ops.caller()
    from ops.tables_named(p_name, p_is_category) as t
    cross join (select gen_random_uuid() as load_id) as call
    where t.kind <> 'view' or not p_is_category;
    return queued;
end;
$$;

-- The result of a request that failed, which is also in load_history.
create function ops.failed_load(p_name text, p_operation text, p_scope text, p_game_id integer, p_error text)
returns json
language plpgsql
set search_path = ''
as $$
begin
    insert into public.load_history (
        load_id, table_name, operation, scope, game_id, started_at, completed_at, duration_ms, status,
        error_message, initiated_by
    )
    values (
        gen_random_uuid(),
        left(coalesce(p_name, '*'), 63),
        case when p_operation in ('replace', 'append', 'upsert', 'merge', 'delete') then p_operation end,
        p_scope,
        p_game_id,
        now(),
        clock_timestamp(),
        1000 * extract(epoch from clock_timestamp() - now()),
        'failed',
        p_error,
        ops.caller()
    );
    return json_build_object('success', false, 'error', p_error, 'operation', p_operation, 'game_id', p_game_id);
end;
$$;

create function public.load_table(
    p_table_name text, p_operation text default 'upsert', p_game_id integer default null
) returns json
language plpgsql
security definer
set search_path = ''
as $$
declare
    began timestamptz := clock_timestamp();
    queued bigint;
begin
    begin
        queued := ops.request_load(p_table_name, false, p_operation, p_game_id);
    exception when others then
        return ops.failed_load(p_table_name, p_operation, 'table', p_game_id, sqlerrm);
    end;
    return json_build_object(
        'success', true,
        'table', p_table_name,
        'operation', p_operation,
        'game_id', p_game_id,
        'queue_id', queued,
        'duration_ms', round(1000 * extract(epoch from clock_timestamp() - began), 1)
    );
end;
$$;
comment on function public.load_table is 'Queue a rebuild of a derived table: replace (the game, or all), upsert (what changed) or append (games that it lacks). A worker does it; queue_id is the request in etl_queue.';

create function public.load_category(
    p_category text, p_operation text default 'upsert', p_game_id integer default null
) returns json
language plpgsql
security definer
set search_path = ''
as $$
declare
    began timestamptz := clock_timestamp();
    queued bigint;
    results json[];
begin
    begin
        queued := ops.request_load(p_category, true, p_operation, p_game_id);
    exception when others then
        return ops.failed_load(p_category, p_operation, 'category', p_game_id, sqlerrm);
    end;
    results := array(
        select json_build_object(
            'success', true, 'table', t.table_name, 'kind', t.kind, 'operation', p_operation, 'game_id', p_game_id
        )
        from ops.tables_named(p_category, true) as t
    );
    return json_build_object(
        'success', true,
        'category', p_category,
        'operation', p_operation,
        'game_id', p_game_id,
        'queue_id', queued,
        'tables_processed', cardinality(results),
        'results', results,
        'duration_ms', round(1000 * extract(epoch from clock_timestamp() - began), 1)
    );
end;
$$;
comment on function public.load_category is 'Queue a rebuild of dims, core_facts, stats_facts, analytics_facts, all_facts or all, in the order of loading, as one request.';

-- Deletes what was built of a game, in the tables that are kept per game. Call it with the build lock held. The games of
-- players and teams stay known in int_metric_entities, so that a build finds whose metrics have to lose the game.
create function ops.delete_facts(p_game_id integer) returns table (table_schema text, table_name text, rows_deleted bigint)
language plpgsql
set search_path = ''
as $$
begin
    for table_schema, table_name in
        select cast(space.nspname as text), cast(relation.relname as text)
        from pg_catalog.pg_class as relation
        inner join pg_catalog.pg_namespace as space on relation.relnamespace = space.oid
        where
            relation.relkind = 'r'
            and exists (
                select from pg_catalog.pg_attribute as attribute
                where attribute.attrelid = relation.oid and attribute.attname = 'game_id' and not attribute.attisdropped
            )
            and case space.nspname
                when 'public' then exists (
                    select from ops.published_tables as t where t.table_name = relation.relname and t.kind = 'game'
                )
                when 'transform' then relation.relname <> 'int_metric_entities'
                else false
            end
        order by space.nspname, relation.relname
    loop
        execute format('delete from %I.%I where game_id = $1', table_schema, table_name) using p_game_id;
        get diagnostics rows_deleted = row_count;
        return next;
    end loop;
    -- What is still staged of it is new again; else the next build ends the removal.
    update public.staging_events as e set processed = false where e.game_id = p_game_id and e.processed;
    update public.staging_shifts as s set processed = false where s.game_id = p_game_id and s.processed;
    update ops.game_builds as g set input_version = 0, code_version = '' where g.game_id = p_game_id;
    delete from ops.game_builds as g
    where g.game_id = p_game_id and (
        exists (select from public.staging_events as e where e.game_id = p_game_id)
        or exists (select from public.staging_shifts as s where s.game_id = p_game_id)
    );
end;
$$;

-- One row of load_history per published table that lost rows, or one for none.
create function ops.note_deletion(p_game_id integer, p_tables text[], p_rows bigint[], p_began timestamptz) returns void
language sql
set search_path = ''
as $$
    with lost as (
        select t.table_name, t.rows_deleted from unnest(p_tables, p_rows) as t (table_name, rows_deleted)
        where t.rows_deleted > 0
    )
    insert into public.load_history (
        load_id, table_name, operation, scope, game_id, rows_deleted, started_at, completed_at, duration_ms, status,
        initiated_by
    )
    select
        call.load_id,
        coalesce(lost.table_name, '*'),
        'delete',
        'game',
        p_game_id,
        coalesce(lost.rows_deleted, 0),
        p_began,
        clock_timestamp(),
        1000 * extract(epoch from clock_timestamp() - p_began),
        'completed',
        ops.caller()
    from (select gen_random_uuid() as load_id) as call
    left join lost on true;
$$;

create function public.delete_game(p_game_id integer) returns json
language plpgsql
security definer
set search_path = ''
as $$
declare
    began timestamptz := clock_timestamp();
    queued bigint;
    tables text[];
    counts bigint[];
begin
    begin
        if not coalesce(ops.is_known_game(p_game_id), false) then
            raise 'nothing is staged or built of game %', coalesce(cast(p_game_id as text), 'NULL');
        end if;
        perform set_config('benchsight.initiated_by', ops.caller(), true);
        -- A build holds this lock for as long as it runs; dbt at a prompt holds none.
        if not pg_try_advisory_xact_lock(20261120)
            or exists (
                select from pg_catalog.pg_stat_activity as a
                where a.datname = current_database() and a.application_name = 'benchsight-dbt'
            )
        then
            queued := ops.enqueue(p_game_id, 'delete_game');
            insert into public.load_history
                (load_id, table_name, operation, scope, game_id, queue_id, started_at, initiated_by)
            values (gen_random_uuid(), '*', 'delete', 'game', p_game_id, queued, began, ops.caller());
            return json_build_object(
                'success', true, 'game_id', p_game_id, 'queued', true, 'queue_id', queued, 'total_rows_deleted', 0
            );
        end if;
        select array_agg(d.table_name order by d.table_name), array_agg(d.rows_deleted order by d.table_name)
        into tables, counts
        from ops.delete_facts(p_game_id) as d
        where d.table_schema = 'public';
        perform ops.note_deletion(p_game_id, tables, counts, began);
        if tables is not null then
            -- Compute again, without it, what is kept over many games.
            perform ops.enqueue(p_game_id, 'rebuild', array(select table_name from ops.published_tables where kind = 'entity'), 'replace');
            perform ops.enqueue(null, 'rebuild', array['dims'], 'replace');
        end if;
    exception when others then
        return ops.failed_load('*', 'delete', 'game', p_game_id, sqlerrm);
    end;
    return json_build_object(
        'success', true,
        'game_id', p_game_id,
        'queued', false,
        'total_rows_deleted', (select coalesce(sum(c.rows_deleted), 0) from unnest(counts) as c (rows_deleted)),
        'tables', (
            select json_object_agg(t.table_name, t.rows_deleted order by t.table_name)
            from unnest(tables, counts) as t (table_name, rows_deleted)
            where t.rows_deleted > 0
        ),
        'duration_ms', round(1000 * extract(epoch from clock_timestamp() - began), 1)
    );
end;
$$;
comment on function public.delete_game is 'Delete what was built of a game: at once, or while a build runs, by a worker after it. Staged rows stay, so the game is due again.';

-- Raise, in a sentence for the caller, for an unknown game or a reason that says nothing.
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
    -- a worker would refuse what waits
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
comment on function public.exclude_game is 'Leave a game out of builds until include_game brings it back, and delete what is published of it as delete_game does. Staged rows stay.';

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
comment on function public.include_game is 'Bring back a game that was left out: it is due, and queued for a worker.';
