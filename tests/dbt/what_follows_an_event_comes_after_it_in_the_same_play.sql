-- Fails with every event whose first attempt is not an attempt of its side within ten seconds of the same period after it, with
-- no faceoff in between, and with every event after which more scored than was shot on goal, or more was on goal than shot.
with

outcomes as (

    select * from {{ ref("int_event_outcomes") }} where {{ in_scope() }}

),

events as (

    select * from {{ ref("fact_events") }} where {{ in_scope() }}

),

faceoffs as (

    select * from events where event_type = 'Faceoff'

)

select
    outcomes.game_id,
    outcomes.event_key
from outcomes
inner join events as starts on outcomes.event_key = starts.event_key
left join events as attempts on outcomes.first_attempt_event_key = attempts.event_key
left join faceoffs
    on
        starts.game_id = faceoffs.game_id
        and starts.event_number < faceoffs.event_number
        and attempts.event_number >= faceoffs.event_number
where
    (outcomes.attempts_for > 0) <> (outcomes.first_attempt_event_key is not null)
    or faceoffs.event_key is not null
    or outcomes.on_goal_for > outcomes.attempts_for
    or outcomes.on_goal_against > outcomes.attempts_against
    or (
        attempts.event_key is not null
        and not (
            attempts.is_shot_attempt
            and not attempts.is_penalty_shot
            and attempts.venue = starts.venue
            and attempts.period = starts.period
            and attempts.event_number > starts.event_number
            and attempts.game_seconds - starts.game_seconds between 0 and 10
            and attempts.game_seconds - starts.game_seconds = outcomes.first_attempt_seconds
        )
    )
