-- One row per point of the puck's path during an event, from staging_puck_positions.
with

positions as (

    select * from {{ source("tracker", "staging_puck_positions") }}

),

final as (

    select
        event_key,
        position_number,
        game_id,
        x,
        y
    from positions

)

select * from final
