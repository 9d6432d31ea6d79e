-- What a build saw of the league's own tables; and a change of a player, team or season makes the games it shows in due.

alter table ops.build_runs add column league_version text;
alter table ops.build_runs add column models_built boolean not null default false;
comment on column ops.build_runs.models_built is 'Whether every model of the selection was built; a build that failed after that failed in its tests.';
comment on column ops.build_runs.league_version is 'Hash of players, teams, seasons and game versions as the build found them; another hash makes the dimensions due.';
comment on column ops.build_runs.selection is 'Part of the dbt project that was run: everything, tables, whole tables, or select: and a dbt selection.';
comment on column ops.game_builds.input_version is 'Version of the staged input the facts come from; 0 while a build of the game runs, and after one that did not complete.';

create index build_runs_selection on ops.build_runs (selection, build_id desc);

-- Games of players come from their rosters; the names of teams are how exports without ids say who plays.
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
