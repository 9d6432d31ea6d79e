-- One row per game and two of its players.
select distinct
    one.game_id,
    one.player_id,
    other.player_id as opponent_id
from {{ ref("int_events") }} as one
inner join {{ ref("int_events") }} as other on one.game_id = other.game_id and one.player_id < other.player_id
where {{ in_scope("one.game_id") }}
