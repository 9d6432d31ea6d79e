-- Fails with every game whose plays do not hold its attempts, goals, passes and expected goals, penalty shots and shootout apart.
with

events as (

    select
        game_id,
        {{ count_if("is_shot_attempt") }} as shots,
        {{ count_if("is_goal") }} as goals,
        {{ count_if("event_type = 'Pass'") }} as passes,
        coalesce(sum(xg), 0) as xg
    from {{ ref("fact_events") }}
    where
        {{ in_scope() }} and period is not null and venue is not null and not is_shootout and not is_penalty_shot
    group by game_id

),

plays as (

    select
        game_id,
        sum(shots) as shots,
        sum(goals) as goals,
        sum(passes) as passes,
        sum(xg) as xg
    from {{ ref("fact_plays") }}
    where {{ in_scope() }}
    group by game_id

)

select events.game_id
from events
left join plays on events.game_id = plays.game_id
where
    events.shots <> coalesce(plays.shots, 0)
    or events.goals <> coalesce(plays.goals, 0)
    or events.passes <> coalesce(plays.passes, 0)
    or events.xg <> coalesce(plays.xg, 0)
