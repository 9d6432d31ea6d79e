select * from {{ ref("fact_player_season_stats") }}
