-- One row per goal and the event that is its attempt: the Shot event it came from, else the Goal event itself.
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("int_events") }}

),

final as (

    select
        game_id,
        goal_event_key,
        event_key as shot_event_key
    from events
    where is_shot_attempt and goal_event_key is not null

)

select * from final
