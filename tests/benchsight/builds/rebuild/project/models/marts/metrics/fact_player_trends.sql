-- One row per game and player: his goals up to it.
{{ config(materialized="view") }}
select
    game_id,
    player_id,
    cast(sum(goals) over (partition by player_id order by game_id) as integer) as goals_so_far
from {{ ref("fact_player_game_stats") }}
