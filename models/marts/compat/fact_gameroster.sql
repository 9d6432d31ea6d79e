with

player_game_stats as (

    select * from {{ ref("fact_player_game_stats") }}

),

final as (

    select * from player_game_stats

)

select * from final
