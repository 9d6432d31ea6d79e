-- One row per shot attempt with everything that its chance depends on, and the level of the model that fits what is known.
{{ config(materialized="view") }}
with

attempts as (

    select * from {{ ref("int_shot_attempts") }} where {{ in_scope() }}

),

sequence as (

    select * from {{ ref("int_shot_sequence") }} where {{ in_scope() }}

),

shot_dangers as (

    select * from {{ ref("shot_dangers") }}

),

games_with_shot_types as (

    -- a type that is noted of saves and goals alone tells how the shot ended: nothing to foresee a goal by
    select game_id from attempts where is_missed and shot_type is not null group by game_id

),

dangers as (

    select attempts.event_key, min(shot_dangers.danger_rank) as danger_rank
    from attempts
    inner join shot_dangers
        on
            attempts.distance_feet <= shot_dangers.max_distance_feet
            and attempts.angle_degrees <= shot_dangers.max_angle_degrees
    group by attempts.event_key

),

final as (

    select
        attempts.*,
        sequence.is_rebound,
        sequence.is_rush,
        sequence.is_breakaway,
        shot_dangers.danger,
        case when games_with_shot_types.game_id is not null then attempts.shot_type end as foreseen_shot_type,
        case
            when attempts.is_penalty_shot then 'penalty_shot'
            when attempts.is_empty_net then 'empty_net'
            when attempts.distance_feet is null then 'without_xy'
            else 'with_xy'
        end as model_level
    from attempts
    inner join sequence on attempts.event_key = sequence.event_key
    left join games_with_shot_types on attempts.game_id = games_with_shot_types.game_id
    left join dangers on attempts.event_key = dangers.event_key
    left join shot_dangers on dangers.danger_rank = shot_dangers.danger_rank

)

select * from final
