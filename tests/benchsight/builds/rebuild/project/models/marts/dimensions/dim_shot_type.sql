-- One row per kind of shot.
{{ config(materialized="view") }}
select shot_type from {{ ref("shot_types") }}
