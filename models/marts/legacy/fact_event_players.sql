select * from {{ ref("fact_events_player") }}
