-- One row per event that the tracker marked as a highlight and video of its game that shows its period; one without a video where
-- none does. The place in the video assumes a running clock: stoppages of a clock that stops make it earlier than the event.
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("fact_events") }} where is_highlight

),

videos as (

    select * from {{ ref("int_video_times") }} where period_offset_seconds is not null

),

games as (

    select * from {{ ref("int_games") }}

),

final as (

    select
        -- keys
        events.event_key,
        videos.video_key,
        events.game_id,

        -- what and who
        events.period,
        events.clock_seconds,
        events.game_seconds,
        events.event_type,
        events.event_detail,
        events.team_id,
        events.event_player_1_id,
        events.is_goal,

        -- where in the video
        videos.url,
        videos.period_offset_seconds + events.period_seconds as video_seconds
    from events
    inner join games on events.game_id = games.game_id
    left join videos on events.game_id = videos.game_id and least(events.period, games.regulation_periods + 1) = videos.period

)

{{ with_build_stamp(of_last_build=true) }}
