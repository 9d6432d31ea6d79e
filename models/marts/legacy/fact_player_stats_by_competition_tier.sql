select * from {{ ref("fact_player_competition_tiers") }}
