-- One row per shot attempt with danger and expected goals; coefficients are in the seed xg_coefficients.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

attempts as (

    select * from {{ ref("int_shot_attempts") }} where {{ in_scope() }}

),

sequence as (

    select * from {{ ref("int_shot_sequence") }} where {{ in_scope() }}

),

coefficients as (

    select * from {{ ref("xg_coefficients") }}

),

dangers as (

    select
        attempts.event_key,
        min(shot_dangers.danger_rank) as danger_rank
    from attempts
    inner join {{ ref("shot_dangers") }} as shot_dangers
        on
            attempts.distance_feet <= shot_dangers.max_distance_feet
            and attempts.angle_degrees <= shot_dangers.max_angle_degrees
    group by attempts.event_key

),

levelled as (

    select
        attempts.*,
        sequence.is_rebound,
        sequence.is_rush,
        shot_dangers.danger,
        case
            when attempts.is_penalty_shot then 'penalty_shot'
            when attempts.is_empty_net then 'empty_net'
            when attempts.distance_feet is null then 'without_xy'
            else 'with_xy'
        end as model_level
    from attempts
    inner join sequence on attempts.event_key = sequence.event_key
    left join dangers on attempts.event_key = dangers.event_key
    left join {{ ref("shot_dangers") }} as shot_dangers on dangers.danger_rank = shot_dangers.danger_rank

),

final as (

    select
        levelled.*,
        -- a blocked attempt never reached the net: it has no chance to estimate
        case
            when levelled.is_unblocked
                then round(cast(1 / (1 + exp(-(
                    coefficients.intercept
                    + coefficients.distance_feet * coalesce(levelled.distance_feet, 0)
                    + coefficients.angle_degrees * coalesce(levelled.angle_degrees, 0)
                    + case when levelled.is_rebound then coefficients.is_rebound else 0 end
                    + case when levelled.is_rush then coefficients.is_rush else 0 end
                    + case when levelled.shot_type in ('tip', 'deflected') then coefficients.is_tip else 0 end
                    + case when levelled.shot_type = 'one_timer' then coefficients.is_one_timer else 0 end
                ))) as numeric), 4)
        end as xg
    from levelled
    inner join coefficients on levelled.model_level = coefficients.model_level

)

select * from final
