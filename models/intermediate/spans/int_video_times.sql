-- One row per video and period that it says the start of; a video that says none has one row without a period.
{{ config(materialized="view") }}
{% set offsets = {1: "period_1", 2: "period_2", 3: "period_3", 4: "overtime"} %}
with

videos as (

    select * from {{ ref("stg_tracker__video_times") }}

),

offsets as (

    {% for period, name in offsets.items() %}
    select video_key, cast({{ period }} as integer) as period, {{ name }}_offset_seconds as period_offset_seconds from videos
    where {{ name }}_offset_seconds is not null
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
    left join offsets on videos.video_key = offsets.video_key

)

select * from final
