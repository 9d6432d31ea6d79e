-- Fails with every event whose score before it is not the number of Goal events before it, per side.
with

events as (

    select
        event_key,
        home_score_before,
        away_score_before,
        count(*) filter (where is_goal and venue = 'home') over before as home_goals,
        count(*) filter (where is_goal and venue = 'away') over before as away_goals
    from {{ ref("fact_events") }}
    where {{ in_scope() }}
    window before as (partition by game_id order by event_number rows between unbounded preceding and 1 preceding)

)

select event_key
from events
where home_score_before <> home_goals or away_score_before <> away_goals
