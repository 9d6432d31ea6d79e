-- Who watches a game is told of each change of what is staged, at once: over NOTIFY, and over Supabase's realtime.

insert into ops.published_tables (table_name, category, load_order, kind)
values
    ('live_box_score', 'analytics_facts', 4, 'view'),
    ('live_events', 'analytics_facts', 4, 'view'),
    ('live_shifts', 'analytics_facts', 4, 'view');

-- One notification per statement and game, {"table", "op", "game_id", "count", "keys"}; without the keys where there are
-- many, since a payload ends at 8000 bytes and whoever listens reads the game then anyway. A load of a file sends none:
-- nobody watches its games, and an import of a season would fill the queue of notifications. It is the trigger of tables
-- with an event_key or shift_key, which is the trigger's argument.
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
revoke execute on function ops.notify_live from public;

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
-- replaces all rows of a game, thousands of messages that say one thing; who waits for a build watches etl_queue.
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
