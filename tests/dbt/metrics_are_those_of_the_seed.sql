-- Fails with every metric that only the seed metric_definitions or only the macro metric_measures knows, and with every sum or
-- mean that has a denominator, or percentage or rate that has none.
with

seeded as (

    select
        entity_type,
        metric_name,
        aggregation in ('percentage', 'per_60') as has_denominator
    from {{ ref("metric_definitions") }}

),

measured as (

    {% for entity_type, metrics in metric_measures().items() %}
    {% set last_type = loop.last %}
    {% for metric, (numerator, denominator) in metrics.items() %}
    select
        '{{ entity_type }}' as entity_type,
        '{{ metric }}' as metric_name,
        {{ "true" if denominator else "false" }} as has_denominator
    {{ "union all" if not (last_type and loop.last) }}
    {% endfor %}
    {% endfor %}

)

select
    seeded.metric_name as seeded,
    measured.metric_name as measured
from seeded
full outer join measured
    on
        seeded.entity_type = measured.entity_type
        and seeded.metric_name = measured.metric_name
        and seeded.has_denominator = measured.has_denominator
where seeded.metric_name is null or measured.metric_name is null
