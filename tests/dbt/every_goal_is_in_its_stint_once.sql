-- Fails with every game and side whose goals in stints are not its goals with a known stint, penalty shots apart.
with

goals as (

    select game_id, venue, count(*) as goals
    from {{ ref("fact_events") }}
    where {{ in_scope() }} and is_goal and not is_penalty_shot and shift_key is not null
    group by game_id, venue

),

stints as (

    select game_id, 'home' as venue, sum(home_gf) as goals from {{ ref("fact_shifts") }} where {{ in_scope() }} group by game_id
    union all
    select game_id, 'away' as venue, sum(away_gf) as goals from {{ ref("fact_shifts") }} where {{ in_scope() }} group by game_id

)

select
    stints.game_id,
    stints.venue,
    stints.goals as goals_in_stints,
    goals.goals
from stints
left join goals on stints.game_id = goals.game_id and stints.venue = goals.venue
where stints.goals <> coalesce(goals.goals, 0)
