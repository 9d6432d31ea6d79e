-- One row per penalty (shootout apart): class, reason, minutes, who took and drew it, and the other side's power play after it.
-- Over 100 lines: what was conceded is asked of windows and goals at once.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

penalties as (

    select * from {{ ref("int_penalties") }} where {{ in_scope() }}

),

events as (

    select * from {{ ref("fact_events") }} where {{ in_scope() }} and event_type = 'Penalty'

),

windows as (

    select * from {{ ref("int_penalty_windows") }} where {{ in_scope() }}

),

advantages as (

    select
        game_id,
        case when home_situation = 'power_play' then 'home' else 'away' end as venue,
        start_game_seconds,
        start_game_seconds + duration_seconds as end_game_seconds
    from {{ ref("int_stints") }}
    where {{ in_scope() }} and 'power_play' in (home_situation, away_situation)

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }} and situation = 'power_play'

),

served as (

    -- ice time with a man more while the penalty may run; penalties that run together share it
    select
        windows.event_key,
        sum(
            least(windows.end_game_seconds, advantages.end_game_seconds)
            - greatest(windows.start_game_seconds, advantages.start_game_seconds)
        ) as power_play_seconds
    from windows
    inner join advantages
        on
            windows.game_id = advantages.game_id
            and windows.team_venue <> advantages.venue
            and windows.start_game_seconds < advantages.end_game_seconds
            and windows.end_game_seconds > advantages.start_game_seconds
    group by windows.event_key

),

conceded as (

    select windows.event_key, count(*) as power_play_goals
    from windows
    inner join goals
        on
            windows.game_id = goals.game_id
            and windows.team_venue = goals.opp_venue
            and windows.start_game_seconds < goals.game_seconds
            and windows.end_game_seconds >= goals.game_seconds
    group by windows.event_key

),

final as (

    select
        -- keys
        penalties.event_key,
        penalties.game_id,
        events.shift_key,
        events.event_number,

        -- clock
        events.period,
        events.clock_seconds,
        events.game_seconds,

        -- who
        events.venue,
        events.team_id,
        events.opponent_team_id,
        penalties.penalised_id,
        penalties.drawn_by_id,

        -- what
        penalties.event_detail,
        events.event_detail_2,
        cast(penalties.minutes as integer) as minutes,
        penalties.is_served,
        events.event_team_zone as zone,

        -- the power play after it
        cast(case when windows.event_key is not null then coalesce(served.power_play_seconds, 0) end as integer)
            as power_play_seconds,
        cast(case when windows.event_key is not null then coalesce(conceded.power_play_goals, 0) end as integer)
            as power_play_goals
    from penalties
    inner join events on penalties.event_key = events.event_key
    left join windows on penalties.event_key = windows.event_key
    left join served on penalties.event_key = served.event_key
    left join conceded on penalties.event_key = conceded.event_key

)

{{ with_build_stamp() }}
