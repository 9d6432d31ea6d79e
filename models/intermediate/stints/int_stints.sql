-- One row per stint with somebody on the ice, in playing order: clock, skaters counted from the slots, strength, situation.
{{ config(indexes=[
    {"columns": ["shift_key"], "unique": true},
    {"columns": ["game_id", "stint_number"], "unique": true},
]) }}
with

shifts as (

    select * from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }}

),

stint_players as (

    select * from {{ ref("int_stint_players") }} where {{ in_scope() }}

),

periods as (

    select * from {{ ref("int_periods") }} where {{ in_scope() }}

),

stop_types as (

    select * from {{ ref("shift_stop_types") }}

),

dead_ice as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and event_type = 'DeadIce'

),

games_with_goalies as (

    select game_id, team_venue from stint_players where is_goalie group by game_id, team_venue

),

on_ice as (

    select
        shift_key,
        {{ count_if("team_venue = 'home' and not is_goalie") }} as home_skaters,
        {{ count_if("team_venue = 'away' and not is_goalie") }} as away_skaters,
        min(player_id) filter (where team_venue = 'home' and is_goalie) as home_goalie_id,
        min(player_id) filter (where team_venue = 'away' and is_goalie) as away_goalie_id
    from stint_players
    group by shift_key

),

clocked as (

    select
        shifts.shift_key,
        shifts.game_id,
        shifts.shift_index,
        shifts.period,
        shifts.start_clock_seconds,
        least(shifts.end_clock_seconds, shifts.start_clock_seconds) as end_clock_seconds,
        shifts.shift_start_type,
        shifts.shift_stop_type,
        shifts.stoppage_seconds,
        on_ice.home_skaters,
        on_ice.away_skaters,
        on_ice.home_goalie_id,
        on_ice.away_goalie_id,
        -- a side whose goalie was never noted did not play the whole game with an empty net
        on_ice.home_goalie_id is null and home_goalies.game_id is not null as is_home_net_empty,
        on_ice.away_goalie_id is null and away_goalies.game_id is not null as is_away_net_empty
    from shifts
    inner join on_ice on shifts.shift_key = on_ice.shift_key
    left join games_with_goalies as home_goalies
        on shifts.game_id = home_goalies.game_id and home_goalies.team_venue = 'home'
    left join games_with_goalies as away_goalies
        on shifts.game_id = away_goalies.game_id and away_goalies.team_venue = 'away'
    where shifts.period is not null and shifts.start_clock_seconds is not null and shifts.end_clock_seconds is not null

),

dead as (

    select
        clocked.shift_key,
        sum(
            greatest(
                least(clocked.start_clock_seconds, dead_ice.clock_seconds)
                - greatest(clocked.end_clock_seconds, dead_ice.end_clock_seconds), 0
            )
        ) as dead_seconds
    from clocked
    inner join dead_ice on clocked.game_id = dead_ice.game_id and clocked.period = dead_ice.period
    group by clocked.shift_key

),

final as (

    select
        -- keys
        clocked.shift_key,
        clocked.game_id,
        clocked.shift_index,
        cast(
            row_number() over (
                partition by clocked.game_id
                order by
                    clocked.period, clocked.start_clock_seconds desc, clocked.end_clock_seconds desc, clocked.shift_index
            ) as integer
        ) as stint_number,

        -- clock
        clocked.period,
        clocked.start_clock_seconds,
        clocked.end_clock_seconds,
        periods.elapsed_before_seconds + periods.length_seconds - clocked.start_clock_seconds as start_game_seconds,
        clocked.start_clock_seconds - clocked.end_clock_seconds as duration_seconds,
        -- dead ice as noted by events, else as noted on the stint; a clock that stops has none
        cast(
            least(
                coalesce(dead.dead_seconds, clocked.stoppage_seconds, 0),
                clocked.start_clock_seconds - clocked.end_clock_seconds
            ) as integer
        ) as dead_ice_seconds,
        clocked.shift_start_type,
        clocked.shift_stop_type,
        coalesce(stop_types.is_goal, false) as ends_with_goal,
        stop_types.goal_venue,

        -- on the ice
        clocked.home_skaters,
        clocked.away_skaters,
        clocked.home_goalie_id,
        clocked.away_goalie_id,
        clocked.is_home_net_empty,
        clocked.is_away_net_empty,
        cast(clocked.home_skaters as text) || 'v' || cast(clocked.away_skaters as text) as strength,
        {{ situation("home", "clocked") }} as home_situation,
        {{ situation("away", "clocked") }} as away_situation
    from clocked
    inner join periods on clocked.game_id = periods.game_id and clocked.period = periods.period
    left join stop_types on clocked.shift_stop_type = stop_types.shift_stop_type
    left join dead on clocked.shift_key = dead.shift_key

)

select * from final
