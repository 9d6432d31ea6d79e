-- Who may do what with the tables of these migrations and of dbt, said table by table: the schema may also hold tables of
-- somebody else, whose grants, policies and defaults are not ours to touch. Every table has row level security, as
-- Supabase's advisors ask; the owner, who migrates and builds, is above it.

-- A table of the migrations: for the administrator's key alone, unless something else is granted after this.
create function ops.set_access(target regclass, is_written boolean default false) returns void
language plpgsql
set search_path = ''
as $$
declare
    inserted text;
    updated text;
    sequence_name text;
begin
    -- Supabase gives its API roles every right on a new table of public
    execute format('revoke all on %s from public, anon, authenticated, service_role', target);
    execute format('grant select%s on %s to service_role', case when is_written then ', delete' else '' end, target);
    if is_written then
        -- when a row was written, by which transaction and load, and whether it is built, is not a writer's to say
        select
            string_agg(format('%I', a.attname), ', '),
            string_agg(format('%I', a.attname), ', ') filter (where a.attname <> 'processed')
        into inserted, updated
        from pg_catalog.pg_attribute as a
        where
            a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
            and a.attname <> all (array['updated_at', 'written_xid', 'load_id', 'content_hash']);
        execute format('grant insert (%s), update (%s) on %s to service_role', inserted, updated, target);
    end if;
    for sequence_name in
        select cast(cast(d.objid as regclass) as text)
        from pg_catalog.pg_depend as d
        inner join pg_catalog.pg_class as s on d.objid = s.oid and s.relkind = 'S'
        where d.classid = 'pg_catalog.pg_class'::regclass and d.refobjid = target and d.deptype in ('a', 'i')
    loop
        execute format('revoke all on sequence %s from public, anon, authenticated, service_role', sequence_name);
    end loop;
    execute format('alter table %s enable row level security', target);
    -- on Supabase the administrator's key passes every policy, elsewhere it does not
    execute format('drop policy if exists administrator_reads on %s', target);
    execute format('drop policy if exists administrator on %s', target);
    execute format(
        'create policy administrator on %s for %s to service_role using (true)%s',
        target,
        case when is_written then 'all' else 'select' end,
        case when is_written then ' with check (true)' else '' end
    );
end;
$$;
comment on function ops.set_access is 'For migrations that add a table: only service_role reads it, or writes it too.';

-- A table or view that dbt has just made: everybody reads it, nobody but the owner writes it.
create function ops.publish(target regclass) returns void
language plpgsql
set search_path = ''
as $$
declare
    readers text := 'anon, authenticated, service_role';
    kind "char";
    name text;
begin
    select c.relkind, c.relname into strict kind, name from pg_catalog.pg_class as c where c.oid = target;
    -- what a tracker needs to show a game that is on
    if name ^@ 'live_' or exists (
        select from ops.published_tables as p where p.table_name = name and p.category = 'dims'
    ) then
        readers := readers || ', benchsight_tracker';
    end if;
    execute format('revoke all on %s from public, anon, authenticated, service_role, benchsight_tracker', target);
    execute format('grant select on %s to %s', target, readers);
    if kind = 'r' then
        execute format('alter table %s enable row level security', target);
        execute format('drop policy if exists everybody_reads on %s', target);
        execute format('create policy everybody_reads on %s for select to %s using (true)', target, readers);
    elsif kind = 'v' then
        -- A view of what its readers may read by themselves need not lend them the owner's rights.
        execute format('alter view %s set (security_invoker = %s)', target, not exists (
            select
            from pg_catalog.pg_rewrite as rule
            inner join pg_catalog.pg_depend as d
                on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = rule.oid
                and d.refclassid = 'pg_catalog.pg_class'::regclass
            inner join pg_catalog.pg_class as c on d.refobjid = c.oid and c.oid <> target
            cross join string_to_table(readers, ', ') as reader (name)
            where
                rule.ev_class = target
                and not (
                    has_schema_privilege(reader.name, c.relnamespace, 'usage')
                    and has_table_privilege(reader.name, c.oid, 'select')
                )
        ));
    end if;
end;
$$;
comment on function ops.publish is 'Called by dbt for each table and view of models/marts when it is made.';

-- What is staged: the administrator writes it, as the portal does. Its history, versions and queue follow by triggers.
select ops.set_access(cast(format('public.%I', c.relname) as regclass), true)
from pg_catalog.pg_class as c
where
    c.relnamespace = 'public'::regnamespace
    and c.relname in (
        'staging_event_players', 'staging_events', 'staging_game_rosters', 'staging_games', 'staging_league_settings',
        'staging_official_player_games', 'staging_player_positions', 'staging_players', 'staging_puck_positions',
        'staging_schedule', 'staging_seasons', 'staging_shifts', 'staging_teams', 'staging_video_times'
    );

-- What the loader, the builds and the monitor note is read only.
select ops.set_access(cast('public.' || t.name as regclass))
from unnest(array['alerts', 'fitted_metrics', 'ingest_logs', 'load_history', 'staging_rejects']) as t (name);

-- The administrator queues any work, with a priority, and changes or calls off what waits. What a worker holds is its own:
-- etl_queue_claim_check keeps a row from leaving `processing` without its token.
select ops.set_access('public.etl_queue');
drop policy administrator_looks on public.etl_queue;
create policy administrator_asks on public.etl_queue for insert to service_role with check (status = 'pending');
create policy administrator_changes_what_waits on public.etl_queue for update to service_role
using (status = 'pending') with check (status in ('pending', 'cancelled'));
grant insert (game_id, operation, tables, load_operation, priority, status, requested_at, requested_by, not_before)
on public.etl_queue to service_role;
grant update (priority, status, not_before) on public.etl_queue to service_role;

revoke all on public.ingestion_health from public, anon, authenticated, service_role;
grant select on public.ingestion_health to authenticated, service_role;
