select * from {{ ref("fact_linked_events") }}
