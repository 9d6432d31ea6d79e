-- One row per video of a tracked game and period whose start in the video is known; one without a period where none is.
{{ config(materialized="view") }}
with

videos as (

    select * from {{ ref("int_video_times") }}

),

games as (

    select * from {{ ref("int_games") }}

),

final as (

    select
        videos.video_key,
        videos.period,
        videos.game_id,
        videos.video_type,
        videos.video_category,
        videos.url,
        videos.video_id,
        videos.description,
        videos.period_offset_seconds
    from videos
    inner join games on videos.game_id = games.game_id

)

{{ with_build_stamp(of_last_build=true) }}
