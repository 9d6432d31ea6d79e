with

video_times as (

    select * from {{ ref("fact_video_times") }}

),

final as (

    select * from video_times

)

select * from final
