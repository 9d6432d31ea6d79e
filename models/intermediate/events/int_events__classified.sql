-- One row per tracked event: what the vocabulary says of its codes.
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("stg_tracker__events") }}

),

event_types as (

    select * from {{ ref("event_types") }}

),

event_details as (

    select * from {{ ref("event_details") }}

),

event_details_2 as (

    select * from {{ ref("event_details_2") }}

),

final as (

    select
        events.*,
        coalesce(event_types.event_category = 'marker', false) as is_marker,
        coalesce(event_details.is_shootout or events.event_type = 'Shootout', false) as is_shootout_code,
        -- a shot without a detail is one whose outcome nobody noted
        coalesce(
            event_details.is_shot_attempt
            or events.event_type = 'Shot' and event_details.is_goal,
            events.event_type = 'Shot' and events.event_detail is null, false
        ) as is_shot_attempt,
        coalesce(event_details.is_shot_on_goal or events.event_type = 'Shot' and event_details.is_goal, false) as is_shot_on_goal,
        coalesce(event_details.is_blocked, false) as is_blocked,
        coalesce(event_details.is_blocked_by_team_mate or events.event_detail_2 = 'ByTeammate', false) as is_blocked_by_team_mate,
        coalesce(event_details.is_goal, false) and not {{ is_noted_as("events", "DisallowedGoal") }} as is_goal_detail,
        coalesce(event_details.is_penalty_shot or events.event_detail_2 = 'PenaltyShot', false) as is_penalty_shot,
        {{ is_noted_as("events", "EmptyNet") }} or coalesce(events.event_detail = 'Goal_EmptyNet', false) as is_empty_net_noted,
        {{ is_noted_as("events", "OwnGoal") }} or coalesce(events.event_detail = 'Goal_Own', false) as is_own_goal,
        {{ is_noted_as("events", "AwardedGoal") }} or coalesce(events.event_detail = 'Goal_Awarded', false) as is_awarded,
        {{ is_noted_as("events", "DisallowedGoal") }} or coalesce(events.event_detail = 'Goal_Disallowed', false)
            as is_disallowed,
        event_details_2.method,
        coalesce(event_details_2.is_controlled, false) as is_controlled,
        event_details_2.giveaway_quality,
        -- what the detail says, else the tracker's flag, else what the detail implies
        coalesce(event_details.outcome, events.event_successful, event_details.default_outcome) as outcome
    from events
    left join event_types on events.event_type = event_types.event_type
    left join event_details on events.event_detail = event_details.event_detail
    left join event_details_2 on events.event_detail_2 = event_details_2.event_detail_2

)

select * from final
