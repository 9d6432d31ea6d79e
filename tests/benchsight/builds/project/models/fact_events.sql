-- One row per event.
{{ config(materialized="incremental", indexes=[{"columns": ["event_key"], "unique": true}]) }}
select
    event_key,
    game_id,
    event_type
from {{ ref("stg_events") }}
where {{ in_scope() }}
