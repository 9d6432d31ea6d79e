-- Fails with every rush whose attempt does not count as off the rush.
-- Looked up in a hashed list: how many rows the views yield is misjudged, and a join would try each pair.
select event_key
from {{ ref("fact_rushes") }}
where
    {{ in_scope() }}
    and (
        shot_event_key is null
        or shot_event_key not in (
            select shots.event_key
            from {{ ref("fact_shots") }} as shots
            where {{ in_scope("shots.game_id") }} and shots.is_rush
        )
    )
