with

player_xy as (

    select * from {{ ref("fact_player_xy") }}

),

final as (

    select * from player_xy

)

select * from final
