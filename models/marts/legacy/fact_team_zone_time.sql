select * from {{ ref("fact_team_game_stats") }}
