-- One row per player.
{{ config(materialized="table") }}
select
    player_id,
    player_name
from {{ source("tracker", "staging_players") }}
