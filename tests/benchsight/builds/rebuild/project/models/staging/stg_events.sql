-- One row per staged event, with its player.
select
    event_key,
    game_id,
    event_index,
    event_type,
    'P' || event_team_player_1 as player_id
from {{ source("tracker", "staging_events") }}
