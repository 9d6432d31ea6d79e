-- What a tracker writes, live or as an export: a game's header, its events with players and positions, its shifts.
-- Rows come from outside: every column that a rule of hockey depends on has a type and a check.

create table public.staging_games (
    game_id integer primary key check (game_id > 0),
    home_team_name text,
    away_team_name text,
    period_1_seconds integer check (period_1_seconds between 1 and 3600),
    period_2_seconds integer check (period_2_seconds between 1 and 3600),
    period_3_seconds integer check (period_3_seconds between 1 and 3600),
    overtime_seconds integer check (overtime_seconds between 0 and 3600),
    minor_penalty_minutes integer check (minor_penalty_minutes between 0 and 60),
    major_penalty_minutes integer check (major_penalty_minutes between 0 and 60),
    misconduct_penalty_minutes integer check (misconduct_penalty_minutes between 0 and 60),
    home_attacks_right_period_1 boolean,
    source_format text,
    tracker_version text,
    exported_at timestamptz,
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.staging_games is 'One row per tracked game: what the export says of the game as a whole.';
comment on column public.staging_games.raw is 'Header of the export as it came, without events, shifts and rosters.';

create table public.staging_events (
    event_key varchar(20) primary key,
    game_id integer not null check (game_id > 0),
    event_index integer not null check (event_index >= 0),
    period integer check (period between 1 and 12),
    event_start_seconds integer check (event_start_seconds between 0 and 3600),
    event_end_seconds integer check (event_end_seconds between 0 and 3600),
    event_type varchar(50),
    event_detail varchar(100),
    event_detail_2 varchar(100),
    event_successful char(1) check (event_successful in ('s', 'u')),
    event_team varchar(4) check (event_team in ('home', 'away')),
    event_team_player_1 integer,
    event_team_player_2 integer,
    event_team_player_3 integer,
    event_team_player_4 integer,
    event_team_player_5 integer,
    event_team_player_6 integer,
    opp_team_player_1 integer,
    opp_team_player_2 integer,
    opp_team_player_3 integer,
    opp_team_player_4 integer,
    opp_team_player_5 integer,
    opp_team_player_6 integer,
    shift_index integer,
    linked_event_index integer,
    assist_to_goal_index integer,
    play_detail1 varchar(100),
    play_detail2 varchar(100),
    event_team_zone varchar(20),
    puck_x numeric(6, 2),
    puck_y numeric(6, 2),
    penalty_minutes integer check (penalty_minutes between 0 and 60),
    is_highlight boolean,
    event_order integer,
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    processed boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    written_xid xid8 not null default pg_current_xact_id(),
    video_seconds integer check (video_seconds between 0 and 86400),
    unique (game_id, event_index),
    constraint event_key_names_game_and_index check (
        event_key = 'E' || cast(game_id as text) || lpad(cast(event_index as text), greatest(5, length(cast(event_index as text))), '0')
    )
);
comment on table public.staging_events is 'One row per tracked event. Clock columns are seconds remaining in the period; jerseys are sweater numbers of the side the column names.';
comment on column public.staging_events.event_team is 'Side of event_team_player_1: home or away. A jersey alone does not say, since both teams may have it.';
comment on column public.staging_events.event_successful is 's or u; NULL where the tracker did not say.';
comment on column public.staging_events.linked_event_index is 'Chain: the same value on all events of one play (shot, save, rebound ...).';
comment on column public.staging_events.assist_to_goal_index is 'event_index of the goal that this event assisted, where the tracker marks it.';
comment on column public.staging_events.event_order is 'Position of the event in its export; NULL for live writes, where event_index is the order.';
comment on column public.staging_events.puck_x is 'Feet from centre ice along the rink, turned so that the home team attacks +x in every period.';
comment on column public.staging_events.puck_y is 'Feet from centre ice across the rink, turned together with puck_x.';
comment on column public.staging_events.raw is 'The event as it stood in the source.';
comment on column public.staging_events.written_xid is 'Transaction that last wrote the row; tells a build which rows it saw.';
comment on column public.staging_events.video_seconds is
'Second of the tracker''s video at which the event happened, intermissions included, as a workbook counts it; NULL where the source does not say.';

create index staging_events_unprocessed on public.staging_events (game_id) where not processed;
create index staging_events_raw on public.staging_events using gin (raw jsonb_path_ops);
create index staging_events_game_end on public.staging_events (game_id)
where lower(translate(event_type, ' _-', '')) = 'gameend';

create table public.staging_event_players (
    event_key varchar(20) not null references public.staging_events (event_key) on update cascade on delete cascade,
    player_row smallint not null check (player_row > 0),
    game_id integer not null,
    player_role varchar(30),
    role_side varchar(5) not null check (role_side in ('event', 'opp')),
    role_number smallint check (role_number between 1 and 12),
    team_venue varchar(4) check (team_venue in ('home', 'away')),
    player_number integer,
    player_id text,
    player_name text,
    play_detail1 varchar(100),
    play_detail2 varchar(100),
    play_detail_successful char(1) check (play_detail_successful in ('s', 'u')),
    pressured_pressurer integer,
    side_of_puck varchar(20),
    x numeric(6, 2),
    y numeric(6, 2),
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (event_key, player_row)
);
comment on table public.staging_event_players is 'One row per player of an event, as the tracker lists them. A source without such rows (CSV, live writes) leaves this empty for the event.';
comment on column public.staging_event_players.team_venue is 'Side the player plays for, as the source says; NULL where it does not.';
comment on column public.staging_event_players.pressured_pressurer is 'Pair number inside the event (workbook) or jersey of the other player (JSON 25.x).';
create index staging_event_players_game on public.staging_event_players (game_id);
create index staging_event_players_raw on public.staging_event_players using gin (raw jsonb_path_ops);

create table public.staging_puck_positions (
    event_key varchar(20) not null references public.staging_events (event_key) on update cascade on delete cascade,
    position_number smallint not null check (position_number > 0),
    game_id integer not null,
    x numeric(6, 2) not null,
    y numeric(6, 2) not null,
    content_hash text,
    source_file text,
    load_id uuid,
    primary key (event_key, position_number)
);
comment on table public.staging_puck_positions is 'Path of the puck during an event; feet, home attacks +x.';
create index staging_puck_positions_game on public.staging_puck_positions (game_id);

create table public.staging_player_positions (
    event_key varchar(20) not null,
    player_row smallint not null,
    position_number smallint not null check (position_number > 0),
    game_id integer not null,
    x numeric(6, 2) not null,
    y numeric(6, 2) not null,
    content_hash text,
    source_file text,
    load_id uuid,
    primary key (event_key, player_row, position_number),
    foreign key (event_key, player_row)
    references public.staging_event_players (event_key, player_row) on update cascade on delete cascade
);
comment on table public.staging_player_positions is 'Path of a player during an event; feet, home attacks +x.';
create index staging_player_positions_game on public.staging_player_positions (game_id);

create table public.staging_shifts (
    shift_key varchar(20) primary key,
    game_id integer not null check (game_id > 0),
    shift_index integer not null check (shift_index >= 0),
    period integer check (period between 1 and 12),
    shift_start_seconds integer check (shift_start_seconds between 0 and 3600),
    shift_end_seconds integer check (shift_end_seconds between 0 and 3600),
    shift_duration integer,
    shift_start_type varchar(50),
    shift_stop_type varchar(100),
    home_1 integer,
    home_2 integer,
    home_3 integer,
    home_4 integer,
    home_5 integer,
    home_6 integer,
    away_1 integer,
    away_2 integer,
    away_3 integer,
    away_4 integer,
    away_5 integer,
    away_6 integer,
    home_goalie integer,
    away_goalie integer,
    situation varchar(50),
    strength varchar(10),
    stoppage_seconds integer,
    home_goals integer,
    away_goals integer,
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    processed boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    written_xid xid8 not null default pg_current_xact_id(),
    unique (game_id, shift_index),
    constraint shift_key_names_game_and_index check (
        shift_key = 'S' || cast(game_id as text) || lpad(cast(shift_index as text), greatest(5, length(cast(shift_index as text))), '0')
    )
);
comment on table public.staging_shifts is 'One row per stint: an interval in which nobody of either team changed. Slots 1-5 are skaters, forwards first; 6 is the extra skater.';
comment on column public.staging_shifts.strength is 'As the tracker typed it; the models count the skaters themselves.';
comment on column public.staging_shifts.home_goals is 'Running score at the start of the stint as the tracker shows it, where it does.';
create index staging_shifts_unprocessed on public.staging_shifts (game_id) where not processed;
create index staging_shifts_raw on public.staging_shifts using gin (raw jsonb_path_ops);

create table public.staging_video_times (
    video_key text primary key,
    game_id integer not null check (game_id > 0),
    video_type text,
    video_category text,
    url text,
    video_id text,
    description text,
    period_1_offset_seconds integer,
    period_2_offset_seconds integer,
    period_3_offset_seconds integer,
    overtime_offset_seconds integer,
    raw jsonb,
    content_hash text,
    source_file text,
    load_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.staging_video_times is 'One row per video of a game, with the video second at which each period starts where known.';
create index staging_video_times_game on public.staging_video_times (game_id);
