-- One row per shot attempt (shootout apart): who, how and from where, in which state of the game, its chance and what came of it.
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("fact_events") }}

),

shots as (

    select * from {{ ref("int_shots") }}

),

final as (

    select
        -- keys, clock, sides
        {{ event_columns() }},
        shots.goal_event_key,

        -- who
        shots.shooter_id,
        shots.goalie_id,
        shots.blocker_id,

        -- outcome
        case
            when shots.is_goal then 'goal'
            when shots.is_on_goal then 'saved'
            when shots.is_blocked_by_team_mate then 'blocked_by_team_mate'
            when shots.is_blocked then 'blocked'
            else 'missed'
        end as outcome,
        shots.is_goal,
        shots.is_on_goal,
        shots.is_unblocked,

        -- how and from where
        events.event_detail,
        shots.shot_type,
        shots.is_penalty_shot,
        shots.is_empty_net,
        shots.is_rebound,
        shots.is_rush,
        shots.is_breakaway,
        events.puck_x,
        events.puck_y,
        shots.attack_x,
        shots.attack_y,
        shots.distance_feet,
        shots.angle_degrees,
        shots.danger,

        -- strength and score
        events.strength,
        shots.situation,
        shots.is_5v5,
        shots.score_state,
        events.score_difference,

        -- the chance
        {{ is_scoring_chance("shots") }} as is_scoring_chance,
        {{ is_high_danger_chance("shots") }} as is_high_danger_chance,
        shots.xg,
        shots.xg_flurry_adjusted
    from shots
    inner join events on shots.event_key = events.event_key and shots.game_id = events.game_id

)

{{ with_build_stamp(of_last_build=true) }}
