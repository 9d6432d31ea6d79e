select * from {{ ref("fact_player_xy") }}
