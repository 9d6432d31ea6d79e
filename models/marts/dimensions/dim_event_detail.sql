-- One row per event detail with what it counts as, from the vocabulary.
with

event_details as (

    select * from {{ ref("event_details") }}

),

final as (

    select
        event_detail,
        event_type,
        is_shot_attempt,
        is_shot_on_goal,
        is_blocked,
        is_blocked_by_team_mate,
        is_goal,
        is_shootout,
        is_penalty_shot,
        description
    from event_details

)

select * from final
