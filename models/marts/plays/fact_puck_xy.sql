-- One row per point of the puck's path during a published event.
{{ config(materialized="view") }}
with

positions as (

    select * from {{ ref("int_puck_positions") }}

),

events as (

    select * from {{ ref("fact_events") }}

),

final as (

    select
        -- keys
        events.event_key,
        positions.position_number,
        positions.game_id,

        -- when and what
        events.period,
        events.clock_seconds,
        events.game_seconds,
        events.event_type,
        events.venue,

        -- where
        positions.x,
        positions.y,
        case events.venue when 'home' then positions.x when 'away' then -positions.x end as attack_x,
        case events.venue when 'home' then positions.y when 'away' then -positions.y end as attack_y
    from positions
    inner join events on positions.event_key = events.event_key

)

{{ with_build_stamp(of_last_build=true) }}
