-- One row per video of a game, from staging_video_times.
with

videos as (

    select * from {{ source("tracker", "staging_video_times") }}

),

final as (

    select
        video_key,
        game_id,
        video_type,
        video_category,
        url,
        video_id,
        description,
        period_1_offset_seconds,
        period_2_offset_seconds,
        period_3_offset_seconds,
        overtime_offset_seconds
    from videos

)

select * from final
