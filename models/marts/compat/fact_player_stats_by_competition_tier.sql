with

player_competition_tiers as (

    select * from {{ ref("fact_player_competition_tiers") }}

),

final as (

    select * from player_competition_tiers

)

select * from final
