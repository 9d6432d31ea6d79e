with

team_game_stats as (

    select * from {{ ref("fact_team_game_stats") }}

),

final as (

    select * from team_game_stats

)

select * from final
