-- One row per game and player.
select
    game_id,
    player_id,
    cast(count(*) filter (where event_type = 'Goal') as integer) as goals
from {{ ref("int_events") }}
where {{ in_scope() }} and player_id is not null
group by game_id, player_id
