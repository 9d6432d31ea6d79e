-- One row per stint with a player on the ice, in playing order: clock, skaters counted from the slots, strength, situation.
-- Over 100 lines: clock, strength and situation of a stint follow from each other.
{{ config(indexes=[
    {"columns": ["shift_key"], "unique": true},
    {"columns": ["game_id", "stint_number"], "unique": true},
]) }}
{% set venues = ["home", "away"] %}
with

shifts as (

    select * from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }}

),

slots as (

    select * from {{ ref("int_stint_slots") }} where {{ in_scope() }}

),

periods as (

    select * from {{ ref("int_periods") }} where {{ in_scope() }}

),

stop_types as (

    select * from {{ ref("shift_stop_types") }}

),

dead_ice as (

    -- grouped, so that the planner reads the events once and not once a stint
    select game_id, period, clock_seconds, end_clock_seconds
    from {{ ref("int_events") }}
    where {{ in_scope() }} and event_type = 'DeadIce'
    group by game_id, period, clock_seconds, end_clock_seconds

),

shootout_periods as (

    -- a shootout is no ice time
    select game_id, period
    from {{ ref("int_events") }}
    where {{ in_scope() }} and period > 2 and not is_marker
    group by game_id, period
    having bool_and(is_shootout)

),

games_with_goalies as (

    select
        game_id,
        max(home_goalie_id) is not null as has_home_goalie,
        max(away_goalie_id) is not null as has_away_goalie
    from slots
    group by game_id

),

counted as (

    select
        slots.*,
        {% for venue in venues %}
        {% for slot in range(1, 7) %}
        case when {{ venue }}_player_{{ slot }}_id is null then 0 else 1 end {{ "+" if not loop.last }}
        {% endfor %}
            as {{ venue }}_skaters{{ "," if not loop.last }}
        {% endfor %}
    from slots

),

clocked as (

    select
        counted.*,
        shifts.shift_index,
        shifts.period,
        shifts.start_clock_seconds,
        least(shifts.end_clock_seconds, shifts.start_clock_seconds) as end_clock_seconds,
        shifts.shift_start_type,
        shifts.shift_stop_type,
        shifts.stoppage_seconds,
        -- a side whose goalie was never noted did not play the whole game with an empty net
        counted.home_goalie_id is null and games_with_goalies.has_home_goalie as is_home_net_empty,
        counted.away_goalie_id is null and games_with_goalies.has_away_goalie as is_away_net_empty
    from shifts
    inner join counted on shifts.shift_key = counted.shift_key
    inner join games_with_goalies on shifts.game_id = games_with_goalies.game_id
    left join shootout_periods on shifts.game_id = shootout_periods.game_id and shifts.period = shootout_periods.period
    where
        shifts.period is not null and shifts.start_clock_seconds is not null and shifts.end_clock_seconds is not null
        and shootout_periods.game_id is null
        and (
            counted.home_skaters + counted.away_skaters > 0
            or counted.home_goalie_id is not null
            or counted.away_goalie_id is not null
        )

),

dead as materialized (

    -- a plan for one game expects one row here, and would make the sums again for each stint
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
        periods.is_overtime,
        periods.is_last_period,
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
        {% for venue in venues %}
        {% for slot in range(1, 7) %}
        clocked.{{ venue }}_player_{{ slot }}_id,
        clocked.{{ venue }}_player_{{ slot }}_order,
        {% endfor %}
        clocked.{{ venue }}_goalie_id,
        clocked.{{ venue }}_skaters,
        clocked.is_{{ venue }}_net_empty,
        {% endfor %}
        cast(clocked.home_skaters as text) || 'v' || cast(clocked.away_skaters as text) as strength,
        {{ situation("home", "clocked") }} as home_situation,
        {{ situation("away", "clocked") }} as away_situation
    from clocked
    inner join periods on clocked.game_id = periods.game_id and clocked.period = periods.period
    left join stop_types on clocked.shift_stop_type = stop_types.shift_stop_type
    left join dead on clocked.shift_key = dead.shift_key

)

select * from final
