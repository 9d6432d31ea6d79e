-- Fails with every rush whose attempt does not count as off the rush.
with

rushes as (

    select * from {{ ref("fact_rushes") }} where {{ in_scope() }}

),

shots as (

    select * from {{ ref("fact_shots") }} where {{ in_scope() }}

)

select rushes.event_key
from rushes
left join shots on rushes.shot_event_key = shots.event_key
where shots.is_rush is distinct from true
