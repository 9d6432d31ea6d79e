-- One row per shot attempt (shootout apart): outcome, people, how, place, situation and score, as the shooter's team sees them.
-- Over 100 lines: all that is known of an attempt comes together here, a column each.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and is_shot_attempt

),

goals as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and is_goal

),

shot_methods as (

    select * from {{ ref("event_details_2") }} where event_type in ('Shot', 'Goal')

),

play_details as (

    select * from {{ ref("play_details") }} where shot_type is not null

),

event_stints as (

    select * from {{ ref("int_event_stints") }} where {{ in_scope() }}

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

at_expiry as (

    select * from {{ ref("int_goals_at_expiry") }} where {{ in_scope() }}

),

placed as (

    select
        events.*,
        {{ is_empty_net_noted("events", "goals") }} as is_noted_into_empty_net,
        stints.shift_key,
        -- of a goal, some trackers note it on the Goal event alone
        coalesce(shot_methods.method, goal_methods.method, plays_1.shot_type, plays_2.shot_type) as shot_type,
        case when events.team_venue = 'home' then events.puck_x else -events.puck_x end as attack_x,
        case when events.team_venue = 'home' then events.puck_y else -events.puck_y end as attack_y,
        case when events.team_venue = 'home' then stints.away_goalie_id else stints.home_goalie_id end as goalie_id,
        case
            when at_expiry.event_key is not null then {{ situation_without_advantage("events.team_venue", "stints") }}
            when events.team_venue = 'home' then stints.home_situation
            else stints.away_situation
        end as situation,
        case when events.team_venue = 'home' then stints.is_away_net_empty else stints.is_home_net_empty end as is_net_empty,
        stints.home_skaters,
        stints.away_skaters,
        case
            when events.team_venue = 'home' then events.home_score_before - events.away_score_before
            else events.away_score_before - events.home_score_before
        end as score_difference
    from events
    left join goals on events.goal_event_key = goals.event_key
    left join shot_methods on events.event_detail_2 = shot_methods.event_detail_2
    left join shot_methods as goal_methods on goals.event_detail_2 = goal_methods.event_detail_2
    left join play_details as plays_1 on events.play_detail1 = plays_1.play_detail
    left join play_details as plays_2 on events.play_detail2 = plays_2.play_detail
    left join event_stints on events.event_key = event_stints.event_key
    left join stints on event_stints.shift_key = stints.shift_key
    left join at_expiry on events.goal_event_key = at_expiry.event_key

),

final as (

    select
        -- keys
        event_key,
        game_id,
        goal_event_key,
        shift_key,

        -- clock
        event_number,
        period,
        is_overtime,
        is_last_period,
        clock_seconds,
        game_seconds,

        -- who
        team_venue,
        opp_venue,
        event_player_1_id as shooter_id,
        case when is_blocked and not is_blocked_by_team_mate then opp_player_1_id end as blocker_id,
        -- the note of the shot, or of its goal, is more exact than a slot that was left filled
        case when not is_noted_into_empty_net or is_penalty_shot then goalie_id end as goalie_id,

        -- outcome
        is_goal_detail or goal_event_key is not null as is_goal,
        is_shot_on_goal as is_on_goal,
        is_blocked,
        is_blocked_by_team_mate,
        not is_blocked as is_unblocked,
        not is_blocked and not is_shot_on_goal as is_missed,

        -- how and from where
        shot_type,
        is_penalty_shot,
        (is_noted_into_empty_net or coalesce(is_net_empty, false)) and not is_penalty_shot as is_empty_net,
        attack_x,
        attack_y,
        -- to the middle of the net, on a goal line 89 ft from centre ice
        round(cast(sqrt(power(89 - (attack_x), 2) + power(attack_y, 2)) as numeric), 2) as distance_feet,
        -- off the line through both nets: 0 straight in front, above 90 from behind the goal line
        round(cast(degrees(atan2(abs(attack_y), 89 - (attack_x))) as numeric), 2) as angle_degrees,

        -- when
        case when is_penalty_shot then 'penalty_shot' else situation end as situation,
        coalesce(
            situation = 'even' and home_skaters = 5 and away_skaters = 5 and not is_penalty_shot, false
        ) as is_5v5,
        case when score_difference > 0 then 'leading' when score_difference < 0 then 'trailing' else 'tied' end as score_state
    from placed

)

select * from final
