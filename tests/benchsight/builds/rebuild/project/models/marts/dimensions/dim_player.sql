-- One row per player: the league's list, and whoever was tracked without standing on it.
select
    player_id,
    player_name
from {{ source("tracker", "staging_players") }}
union all
select distinct
    player_id,
    'Unknown' as player_name
from {{ ref("int_events") }}
where player_id is not null and player_id not in (select player_id from {{ source("tracker", "staging_players") }})
