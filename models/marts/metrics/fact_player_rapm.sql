-- One row per skater, season (or all), situation and measure: adjusted plus-minus per 60 minutes as `benchsight fit-rapm` landed it.
{{ config(materialized="view") }}
{% set parts = ["offence", "defence", "total"] %}
with

metrics as (

    select * from {{ ref("stg_ops__fitted_metrics") }} where entity_type = 'player' and metric_name like 'rapm\_%'

),

named as (

    -- rapm_xg_offence_5v5: measure, part, situation
    select
        metrics.*,
        split_part(metric_name, '_', 2) as measure,
        split_part(metric_name, '_', 3) as part,
        split_part(metric_name, '_', 4) as situation
    from metrics

),

final as (

    select
        entity_id as player_id,
        season_id,
        situation,
        measure,
        {% for part in parts %}
        cast(max(value) filter (where part = '{{ part }}') as numeric(10, 4)) as {{ part }},
        cast(max(standard_error) filter (where part = '{{ part }}') as numeric(10, 4)) as {{ part }}_standard_error,
        {% endfor %}
        max(n) as stints,
        max(games) as games,
        max(toi_seconds) as toi_seconds,
        bool_and(is_reliable) as is_reliable,
        max(as_of) as as_of,
        max(model_version) as model_version,
        max(fitted_at) as fitted_at
    from named
    group by entity_id, season_id, situation, measure

)

select * from final
