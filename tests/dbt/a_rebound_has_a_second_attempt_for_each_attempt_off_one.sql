-- Fails with every attempt off a rebound that is not the second attempt of exactly one rebound, and with any other second attempt.
with

rebounds as (

    select game_id, second_shot_event_key as event_key, count(*) as rebound_count
    from {{ ref("fact_rebounds") }}
    where {{ in_scope() }} and second_shot_event_key is not null
    group by game_id, second_shot_event_key

),

shots as (

    select game_id, event_key from {{ ref("fact_shots") }} where {{ in_scope() }} and is_rebound

)

select coalesce(shots.event_key, rebounds.event_key) as event_key
from shots
full outer join rebounds on shots.event_key = rebounds.event_key
where shots.event_key is null or rebounds.event_key is null or rebounds.rebound_count > 1
