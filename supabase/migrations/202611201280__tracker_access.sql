-- What a tracker's key may do: write events and shifts of the game that it tracks, and read them back. Who wrote a row,
-- when, by which load, and whether it is processed, is not its to say. It reads dimensions, which dbt grants, and asks
-- for builds (migration of the queue).

alter table public.staging_events enable row level security;
alter table public.staging_shifts enable row level security;

create policy tracker_reads on public.staging_events for select to benchsight_tracker using (true);
create policy tracker_inserts on public.staging_events for insert to benchsight_tracker with check (not processed);
create policy tracker_updates on public.staging_events for update to benchsight_tracker using (true);
create policy tracker_deletes on public.staging_events for delete to benchsight_tracker using (true);
create policy tracker_reads on public.staging_shifts for select to benchsight_tracker using (true);
create policy tracker_inserts on public.staging_shifts for insert to benchsight_tracker with check (not processed);
create policy tracker_updates on public.staging_shifts for update to benchsight_tracker using (true);
create policy tracker_deletes on public.staging_shifts for delete to benchsight_tracker using (true);
-- On Supabase the administrator's key passes every policy; elsewhere it does not.
create policy administrator_reads on public.staging_events for select to service_role using (true);
create policy administrator_reads on public.staging_shifts for select to service_role using (true);

grant select, delete on public.staging_events, public.staging_shifts to benchsight_tracker;

-- An upsert writes every column that it is given, so what may be inserted may be updated; but `processed`, which an
-- insert may say is false, is for the builder to set.
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
