-- What a league says of itself as data: it outranks the seed league_settings, which has the defaults.
create table public.staging_league_settings (
    league_id text not null,
    season_id text not null,
    minor_minutes integer check (minor_minutes between 0 and 60),
    major_minutes integer check (major_minutes between 0 and 60),
    misconduct_minutes integer check (misconduct_minutes between 0 and 60),
    regulation_periods integer check (regulation_periods between 1 and 9),
    period_length_seconds integer check (period_length_seconds between 1 and 3600),
    overtime_length_seconds integer check (overtime_length_seconds between 0 and 3600),
    points_regulation_win integer,
    points_overtime_win integer,
    points_shootout_win integer,
    points_tie integer,
    points_overtime_loss integer,
    points_shootout_loss integer,
    points_regulation_loss integer,
    forfeit_goals_count boolean,
    tie_breakers text,
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (league_id, season_id)
);
comment on table public.staging_league_settings is 'Rules of a league: its points system, tie-breakers, periods and penalties. * as league_id or season_id: any.';
comment on column public.staging_league_settings.tie_breakers is 'What ranks teams, in order, with | between: points|regulation_wins|head_to_head_points|goal_difference.';

revoke all on public.staging_league_settings from anon, authenticated;

select ops.keep_history('public.staging_league_settings');
insert into ops.table_inputs (table_name) values ('staging_league_settings');
insert into ops.input_changes (table_name, input_version, operation, row_count, changed_by)
select table_name, input_version, 'begin', 0, 'migration' from ops.table_inputs where table_name = 'staging_league_settings';

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

create trigger note_insert after insert on public.staging_league_settings
for each statement execute function ops.note_games_of_leagues();
create trigger note_delete after delete on public.staging_league_settings
for each statement execute function ops.note_games_of_leagues();
create trigger note_update after update on public.staging_league_settings
for each statement execute function ops.note_games_of_leagues();

-- Games that are not to be played when the schedule says.
alter table public.staging_schedule add column schedule_status text check (schedule_status in ('POSTPONED', 'CANCELLED'));
comment on column public.staging_schedule.schedule_status is 'POSTPONED or CANCELLED: counts nowhere, whatever score it has; NULL of any other game.';
