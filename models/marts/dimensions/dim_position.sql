-- One row per position, from the vocabulary.
with

positions as (

    select * from {{ ref("positions") }}

),

final as (

    select
        position_code,
        position_name,
        is_forward,
        is_defense,
        is_goalie,
        description
    from positions

)

select * from final
