-- One row per event of the games in scope.
{{ config(indexes=[{"columns": ["event_key"], "unique": true}, {"columns": ["game_id"]}]) }}
select * from {{ ref("stg_events") }} where {{ in_scope() }}
