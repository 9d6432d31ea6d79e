select * from {{ ref("fact_player_game_stats") }}
