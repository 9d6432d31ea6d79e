select event_key from {{ ref("fact_events") }} where event_type = 'Nobody' and {{ in_scope() }}
