-- One row per level of shot danger with its limits, from the settings.
with

shot_dangers as (

    select * from {{ ref("shot_dangers") }}

),

final as (

    select
        danger,
        danger_rank,
        max_distance_feet,
        max_angle_degrees,
        description
    from shot_dangers

)

select * from final
