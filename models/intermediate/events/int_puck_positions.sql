-- One row per point of the puck's path during an event, from every staged game.
{{ config(materialized="view") }}
with

positions as (

    select * from {{ ref("stg_tracker__puck_positions") }}

),

final as (

    select
        event_key,
        game_id,
        cast(position_number as integer) as position_number,
        x,
        y
    from positions

)

select * from final
