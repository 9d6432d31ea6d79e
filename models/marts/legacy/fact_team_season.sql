select * from {{ ref("fact_team_season_stats") }}
