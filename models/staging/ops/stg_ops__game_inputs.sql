-- One row per game with staged input, from ops.game_inputs: when it last changed.
with

inputs as (

    select * from {{ source("ops", "game_inputs") }}

),

final as (

    select
        game_id,
        input_version,
        changed_at
    from inputs

)

select * from final
