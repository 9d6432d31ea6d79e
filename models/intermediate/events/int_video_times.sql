-- One row per video and period that it says the start of; a video that says none has one row without a period.
{{ config(materialized="view") }}
{% set offsets = {"1": "period_1", "2": "period_2", "3": "period_3", "games.regulation_periods + 1": "overtime"} %}
with

videos as not materialized (

    select * from {{ ref("stg_tracker__video_times") }}

),

games as not materialized (

    select * from {{ ref("int_games") }}

),

offsets as (

    {% for period, name in offsets.items() %}
    select
        videos.game_id,
        videos.video_key,
        {{ period }} as period,
        videos.{{ name }}_offset_seconds as period_offset_seconds
    from videos
    inner join games on videos.game_id = games.game_id
    where videos.{{ name }}_offset_seconds is not null
    {{ "union all" if not loop.last }}
    {% endfor %}

),

final as (

    select
        videos.video_key,
        offsets.period,
        videos.game_id,
        videos.video_type,
        videos.video_category,
        videos.url,
        videos.video_id,
        videos.description,
        offsets.period_offset_seconds
    from videos
    left join offsets on videos.game_id = offsets.game_id and videos.video_key = offsets.video_key

)

select * from final
