-- Fails with every goal that more than one shot claims to have become, and every link that only one of the two knows.
with

events as (

    select * from {{ ref("fact_events") }} where {{ in_scope() }}

)

select
    goals.event_key,
    count(shots.event_key) as shots
from events as goals
left join events as shots on goals.event_key = shots.goal_event_key
where goals.is_goal
group by goals.event_key, goals.shot_event_key
having
    count(shots.event_key) > 1
    or coalesce(max(shots.event_key), '') <> coalesce(goals.shot_event_key, '')
