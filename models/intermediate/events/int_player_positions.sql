-- One row per point of a player's path during an event, from every staged game.
{{ config(materialized="view") }}
with

positions as (

    select * from {{ ref("stg_tracker__player_positions") }}

),

final as (

    select
        event_key,
        cast(player_row as integer) as player_row,
        game_id,
        cast(position_number as integer) as position_number,
        x,
        y
    from positions

)

select * from final
