with

team_season_stats as (

    select * from {{ ref("fact_team_season_stats") }}

),

final as (

    select * from team_season_stats

)

select * from final
