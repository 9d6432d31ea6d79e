with

team_period_stats as (

    select * from {{ ref("fact_team_period_stats") }}

),

final as (

    select * from team_period_stats

)

select * from final
