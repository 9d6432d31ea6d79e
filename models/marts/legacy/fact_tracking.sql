select * from {{ ref("fact_events") }}
