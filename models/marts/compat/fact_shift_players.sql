with

shifts_player as (

    select * from {{ ref("fact_shifts_player") }}

),

final as (

    select * from shifts_player

)

select * from final
