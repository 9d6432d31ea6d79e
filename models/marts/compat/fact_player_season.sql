with

player_season_stats as (

    select * from {{ ref("fact_player_season_stats") }}

),

final as (

    select * from player_season_stats

)

select * from final
