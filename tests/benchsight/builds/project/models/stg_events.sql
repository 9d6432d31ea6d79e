-- One row per staged event.
{{ config(materialized="view", schema="transform") }}
select
    staging_events.event_key,
    staging_events.game_id,
    staging_events.event_type
from {{ source("tracker", "staging_events") }} as staging_events
inner join {{ ref("codes") }} as codes on staging_events.event_type = codes.code
