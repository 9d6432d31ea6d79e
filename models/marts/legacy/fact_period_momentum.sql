select * from {{ ref("fact_team_period_stats") }}
