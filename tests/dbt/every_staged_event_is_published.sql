-- Fails with every staged event that is not in fact_events.
select events.event_key
from {{ ref("stg_tracker__events") }} as events
left join {{ ref("fact_events") }} as published on events.event_key = published.event_key
where {{ in_scope("events.game_id") }} and published.event_key is null
