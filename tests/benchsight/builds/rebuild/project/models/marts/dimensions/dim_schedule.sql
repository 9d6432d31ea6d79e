-- One row per scheduled game.
select
    game_id,
    game_id in (select game_id from {{ ref("int_events") }}) as is_tracked
from {{ source("tracker", "staging_schedule") }}
