-- One row per player.
{{ config(materialized="incremental", incremental_strategy="replace_all") }}
select
    player_id,
    player_name
from {{ source("tracker", "staging_players") }}
