-- Who may do what, table by table: the schema may also hold tables of others, whose grants, policies and defaults are
-- not ours to touch. Every table has row level security, as Supabase's advisors ask; the owner, who migrates and builds, is
-- above it.

-- A table of the migrations is for the administrator's key alone, unless something else is granted after this.
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
comment on function ops.set_access is 'Let only service_role read a table, or write it too; for migrations that add one.';

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

-- The loader, the builds and the monitor write these; the administrator reads them.
select ops.set_access(cast('public.' || t.name as regclass))
from unnest(array['alerts', 'fitted_metrics', 'ingest_logs', 'load_history', 'staging_rejects']) as t (name);

-- A tracker's key writes and reads events and shifts. Who wrote a row, when, by which load, and whether it is processed, is
-- not for it to say. It reads dimensions, which dbt grants, and may ask for its game to be built.
create policy tracker_reads on public.staging_events for select to benchsight_tracker using (true);
create policy tracker_inserts on public.staging_events for insert to benchsight_tracker with check (not processed);
create policy tracker_updates on public.staging_events for update to benchsight_tracker using (true);
create policy tracker_deletes on public.staging_events for delete to benchsight_tracker using (true);
create policy tracker_reads on public.staging_shifts for select to benchsight_tracker using (true);
create policy tracker_inserts on public.staging_shifts for insert to benchsight_tracker with check (not processed);
create policy tracker_updates on public.staging_shifts for update to benchsight_tracker using (true);
create policy tracker_deletes on public.staging_shifts for delete to benchsight_tracker using (true);

grant select, delete on public.staging_events, public.staging_shifts to benchsight_tracker;

-- An upsert writes every column that it is given, so what may be inserted may be updated; but `processed`, which an insert
-- may set to false, is for the builder to set.
do $$
declare
    event_columns text := 'event_key, game_id, event_index, period, event_start_seconds, event_end_seconds, '
        'event_type, event_detail, event_detail_2, event_successful, event_team, event_team_player_1, '
        'event_team_player_2, event_team_player_3, event_team_player_4, event_team_player_5, event_team_player_6, '
        'opp_team_player_1, opp_team_player_2, opp_team_player_3, opp_team_player_4, opp_team_player_5, '
        'opp_team_player_6, shift_index, linked_event_index, assist_to_goal_index, play_detail1, play_detail2, '
        'event_team_zone, puck_x, puck_y, penalty_minutes, is_highlight, created_at';
    shift_columns text := 'shift_key, game_id, shift_index, period, shift_start_seconds, shift_end_seconds, '
        'shift_duration, shift_start_type, shift_stop_type, home_1, home_2, home_3, home_4, home_5, home_6, '
        'away_1, away_2, away_3, away_4, away_5, away_6, home_goalie, away_goalie, situation, strength, '
        'stoppage_seconds, home_goals, away_goals, created_at';
begin
    execute format('grant insert (%1$s, processed), update (%1$s) on public.staging_events to benchsight_tracker', event_columns);
    execute format('grant insert (%1$s, processed), update (%1$s) on public.staging_shifts to benchsight_tracker', shift_columns);
end;
$$;

-- The administrator queues any work, with a priority, and changes or cancels what waits. What a worker holds is its own:
-- etl_queue_claim_check keeps a row from leaving `processing` without its token.
select ops.set_access('public.etl_queue');
create policy administrator_asks on public.etl_queue for insert to service_role with check (status = 'pending');
create policy administrator_changes_what_waits on public.etl_queue for update to service_role
using (status = 'pending') with check (status in ('pending', 'cancelled'));
grant insert (game_id, operation, tables, load_operation, priority, status, requested_at, requested_by, not_before)
on public.etl_queue to service_role;
grant update (priority, status, not_before) on public.etl_queue to service_role;

create policy tracker_asks on public.etl_queue for insert to benchsight_tracker
with check (operation = 'process_game' and status = 'pending' and priority between 0 and 10);
create policy tracker_looks on public.etl_queue for select to benchsight_tracker using (true);
grant insert (game_id, operation, priority, status, requested_at, requested_by) on public.etl_queue to benchsight_tracker;
grant select on public.etl_queue to benchsight_tracker;

-- A view reads with its owner's rights: this one shows numbers, and no file, game or message.
revoke all on public.ingestion_health from public, anon, authenticated, service_role;
grant select on public.ingestion_health to authenticated, service_role;

revoke execute on all functions in schema ops from public;
grant execute on function ops.verified_share to anon, authenticated, service_role, benchsight_tracker;
revoke execute on function
    public.load_table, public.load_category, public.delete_game, public.exclude_game, public.include_game
from public, anon, authenticated, benchsight_tracker;
grant execute on function
    public.load_table, public.load_category, public.delete_game, public.exclude_game, public.include_game
to service_role;

-- These files say what an earlier history came to, file by file; nothing was released with it. A database that has it moves
-- by `benchsight export` and `benchsight restore` into a new one.
-- Replaces: 202611200900 to 202611281240
