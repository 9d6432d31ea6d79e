-- One row per attempt.
{{ config(materialized="view") }}
select * from {{ ref("fact_events") }} where event_type in (select shot_type from {{ ref("dim_shot_type") }})
