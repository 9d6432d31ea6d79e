-- One row per rule and goal it is broken by.
{{ config(materialized="ephemeral") }}
with

goals as (

    select * from {{ ref("fact_events") }} where is_goal

),

on_ice as (

    select * from {{ ref("fact_shifts_player") }}

),

followed as (

    select
        goals.game_id,
        goals.event_key,
        goals.period,
        goals.clock_seconds,
        goals.shift_key,
        goals.event_player_1_id,
        lag(goals.clock_seconds) over earlier as previous_clock_seconds,
        lag(goals.event_key) over earlier as previous_event_key
    from goals
    window earlier as (partition by goals.game_id, goals.period, goals.venue order by goals.event_number)

),

final as (

    select
        game_id,
        event_key,
        'goal_tracked_twice' as rule,
        1 as found,
        'period ' || cast(period as text) || ' at ' || {{ clock_text("clock_seconds") }}
            || ', after ' || previous_event_key as detail
    from followed
    where abs(previous_clock_seconds - clock_seconds) <= 3

    union all

    select
        followed.game_id,
        followed.event_key,
        'scorer_not_on_ice' as rule,
        1 as found,
        'period ' || cast(followed.period as text) || ' at ' || {{ clock_text("followed.clock_seconds") }} || ', scorer '
        || followed.event_player_1_id as detail
    from followed
    left join on_ice on followed.shift_key = on_ice.shift_key and followed.event_player_1_id = on_ice.player_id
    where followed.shift_key is not null and followed.event_player_1_id is not null and on_ice.player_id is null

)

select * from final
