-- One row per fitted metric.
{{ config(materialized="view") }}
select entity_id, value from {{ source("tracker", "fitted_metrics") }}
