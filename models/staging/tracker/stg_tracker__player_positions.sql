-- One row per point of a player's path during an event, from staging_player_positions.
with

positions as (

    select * from {{ source("tracker", "staging_player_positions") }}

),

final as (

    select
        event_key,
        player_row,
        position_number,
        game_id,
        x,
        y
    from positions

)

select * from final
