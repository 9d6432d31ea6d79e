-- What the league knows: seasons, teams, players, schedule, rosters, official results, and its rules.

create table public.staging_seasons (
    season_id text primary key,
    season text,
    session text,
    league_id text,
    league_name text,
    start_date date,
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.staging_seasons is 'One row per season of a league.';

create table public.staging_teams (
    team_id text primary key,
    team_name text not null,
    long_team_name text,
    team_code text,
    league_id text,
    league_name text,
    color_1 text,
    color_2 text,
    color_3 text,
    color_4 text,
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.staging_teams is 'One row per team.';

create table public.staging_players (
    player_id text primary key,
    player_first_name text,
    player_last_name text,
    player_name text,
    primary_position text,
    skill_rating numeric(4, 2) check (skill_rating between 0 and 10),
    current_team_id text,
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.staging_players is 'One row per person who may play.';
comment on column public.staging_players.skill_rating is 'Rating given by the league, 2 (beginner) to 6 (expert); NULL where unrated.';

create table public.staging_schedule (
    game_id integer primary key check (game_id > 0),
    season text,
    season_id text,
    game_date date,
    game_time time,
    game_type text,
    playoff_round text,
    home_team_id text,
    away_team_id text,
    home_team_name text,
    away_team_name text,
    decided_in text check (decided_in in ('REG', 'OT', 'SO', 'FORFEIT')),
    period_length_seconds integer check (period_length_seconds between 1 and 3600),
    overtime_length_seconds integer check (overtime_length_seconds between 0 and 3600),
    home_goals integer check (home_goals >= 0),
    away_goals integer check (away_goals >= 0),
    home_period_1_goals integer check (home_period_1_goals >= 0),
    home_period_2_goals integer check (home_period_2_goals >= 0),
    home_period_3_goals integer check (home_period_3_goals >= 0),
    home_overtime_goals integer check (home_overtime_goals >= 0),
    away_period_1_goals integer check (away_period_1_goals >= 0),
    away_period_2_goals integer check (away_period_2_goals >= 0),
    away_period_3_goals integer check (away_period_3_goals >= 0),
    away_overtime_goals integer check (away_overtime_goals >= 0),
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    regulation_periods integer check (regulation_periods between 1 and 9),
    schedule_status text check (schedule_status in ('POSTPONED', 'CANCELLED'))
);
comment on table public.staging_schedule is 'One row per scheduled or played game with its official score.';
comment on column public.staging_schedule.home_goals is 'Official final score; a shootout win counts one goal. NULL until played.';
comment on column public.staging_schedule.decided_in is 'REG, OT, SO or FORFEIT (awarded without or apart from play); NULL until played.';
comment on column public.staging_schedule.regulation_periods is 'Periods of regulation, two of a game of halves; NULL: as the league''s settings say.';
comment on column public.staging_schedule.schedule_status is 'POSTPONED or CANCELLED: counts nowhere, whatever score it has; NULL of any other game.';

create table public.staging_game_rosters (
    roster_key text primary key,
    source_kind text not null check (source_kind in ('league', 'tracker')),
    game_id integer not null check (game_id > 0),
    team_venue varchar(4) not null check (team_venue in ('home', 'away')),
    team_id text,
    team_name text,
    player_number integer,
    player_id text,
    player_name text,
    player_position text,
    skill_rating numeric(4, 2) check (skill_rating between 0 and 10),
    is_substitute boolean,
    games_played integer,
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (player_number is not null or player_id is not null)
);
comment on table public.staging_game_rosters is 'One row per dressed player, game and source. The league''s list decides; the tracker''s fills what it lacks.';
comment on column public.staging_game_rosters.roster_key is
'R{game_id}{h|a}{league|tracker}:{player_id, or # and the jersey}; a player''s second sweater adds #{jersey}, another player of a sweater without ids :{his folded name}.';
comment on column public.staging_game_rosters.player_number is
'Sweater number; 0 stands for 0 and 00. Several rows of one player_id are his sweaters.';
create index staging_game_rosters_game on public.staging_game_rosters (game_id);
create index staging_game_rosters_player on public.staging_game_rosters (player_id);

create table public.staging_official_player_games (
    official_key text primary key,
    game_id integer not null check (game_id > 0),
    player_id text not null,
    team_venue varchar(4) not null check (team_venue in ('home', 'away')),
    player_number integer,
    is_goalie boolean,
    goals integer,
    assists integer,
    pim integer,
    shots integer,
    plus_minus integer,
    hits integer,
    blocks integer,
    giveaways integer,
    takeaways integer,
    faceoff_pct numeric(7, 4),
    toi_seconds integer,
    shift_count integer,
    shots_against integer,
    saves integer,
    goals_against integer,
    trusted_columns text[],
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.staging_official_player_games is 'One row per player and game with the official totals; NULL where the league does not publish one.';
comment on column public.staging_official_player_games.official_key is 'O{game_id}{h|a}:{player_id}.';
comment on column public.staging_official_player_games.faceoff_pct is 'Share of faceoffs won, 0 to 1, as published; NULL with none taken.';
comment on column public.staging_official_player_games.trusted_columns is 'Columns that may be compared with the tracking; NULL means all that are not NULL.';
create index staging_official_player_games_game on public.staging_official_player_games (game_id);

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
comment on column public.staging_league_settings.tie_breakers is 'Tie-breakers in order, separated by |: points|regulation_wins|head_to_head_points|goal_difference.';
