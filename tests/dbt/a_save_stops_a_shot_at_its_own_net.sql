-- Fails with every save whose shot was not saved, was of the goalie's own side or was stopped twice.
with

saves as (

    select * from {{ ref("fact_saves") }} where {{ in_scope() }} and shot_event_key is not null

),

shots as (

    select * from {{ ref("fact_shots") }} where {{ in_scope() }}

)

select
    saves.shot_event_key,
    count(*) as save_count
from saves
left join shots on saves.shot_event_key = shots.event_key
group by saves.shot_event_key
having count(*) > 1 or bool_or(shots.outcome is distinct from 'saved' or shots.venue = saves.venue)
