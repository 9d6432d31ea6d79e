select * from {{ ref("fact_video_times") }}
