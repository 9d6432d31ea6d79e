-- One row per event.
{{ config(indexes=[{"columns": ["event_key"], "unique": true}]) }}
select * from {{ ref("int_events") }} where {{ in_scope() }}
