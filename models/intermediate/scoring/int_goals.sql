-- One row per goal (shootout apart): scorer, assists, who had to stop it, situation, and whether it counts for plus-minus.
-- Over 100 lines: all that is known of a goal comes together here, a column each.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and is_goal

),

shots as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and is_shot_attempt

),

goal_shots as (

    select * from {{ ref("int_goal_shots") }} where {{ in_scope() }}

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

assists as (

    select
        goal_event_key,
        max(player_id) filter (where assist_number = 1) as primary_assist_id,
        max(player_id) filter (where assist_number = 2) as secondary_assist_id
    from {{ ref("int_goal_assists") }}
    where {{ in_scope() }}
    group by goal_event_key

),

placed as (

    select
        events.event_key,
        events.game_id,
        events.event_number,
        events.period,
        events.is_overtime,
        events.is_last_period,
        events.clock_seconds,
        events.game_seconds,
        events.team_venue,
        events.opp_venue,
        events.event_player_1_id as scorer_id,
        assists.primary_assist_id,
        assists.secondary_assist_id,
        shots.event_key as shot_event_key,
        events.is_penalty_shot or coalesce(shots.is_penalty_shot, false) as is_penalty_shot,
        {{ is_empty_net_noted("events", "shots") }} as is_empty_net_noted,
        events.home_score_before,
        events.away_score_before,
        stints.shift_key,
        -- the goalie of the stint; without a stint, the one the event names; nobody's where the event names no side
        case
            when stints.shift_key is null and not coalesce(events.is_own_goal, false) then events.opp_player_1_id
            when events.team_venue = 'home' then stints.away_goalie_id
            when events.team_venue = 'away' then stints.home_goalie_id
        end as goalie_id,
        case
            when at_expiry.event_key is not null then {{ situation_without_advantage("events.team_venue", "stints") }}
            when events.team_venue = 'home' then stints.home_situation
            when events.team_venue = 'away' then stints.away_situation
        end as situation,
        case events.team_venue when 'home' then stints.is_away_net_empty when 'away' then stints.is_home_net_empty end
            as is_empty_net,
        at_expiry.event_key is not null as is_at_expiry,
        {{ players_on_ice("home", "stints") }} as home_on_ice,
        {{ players_on_ice("away", "stints") }} as away_on_ice
    from events
    left join goal_shots on events.event_key = goal_shots.goal_event_key
    left join shots on goal_shots.shot_event_key = shots.event_key
    left join assists on events.event_key = assists.goal_event_key
    left join event_stints on events.event_key = event_stints.event_key
    left join stints on event_stints.shift_key = stints.shift_key
    left join at_expiry on events.event_key = at_expiry.event_key

),

final as (

    select
        event_key,
        game_id,
        cast(row_number() over (partition by game_id order by event_number) as integer) as goal_number,
        event_number,
        period,
        is_overtime,
        is_last_period,
        clock_seconds,
        game_seconds,
        team_venue,
        opp_venue,
        scorer_id,
        primary_assist_id,
        secondary_assist_id,
        shot_event_key,
        shift_key,
        -- the note of the goal is more exact than a slot that was left filled
        case when not is_empty_net_noted or is_penalty_shot then goalie_id end as goalie_id,
        is_penalty_shot,
        case when is_penalty_shot then false else is_empty_net_noted or coalesce(is_empty_net, false) end as is_empty_net,
        case when is_penalty_shot then 'penalty_shot' else situation end as situation,
        home_score_before,
        away_score_before,
        -- a goal scored with more players on the ice, goalies counted, is no plus and no minus
        case
            when is_penalty_shot or team_venue is null then false
            when is_at_expiry then true
            when team_venue = 'home' then home_on_ice <= away_on_ice
            else away_on_ice <= home_on_ice
        end as counts_for_plus_minus
    from placed

)

select * from final
