-- Fails with every name that only the seeds of ratings, composites and goals above replacement, or only their macros, know.
{% set lists = {
    "composite_weights": composite_weight_names(), "rating_settings": rating_settings(), "gar_weights": gar_weights(),
} %}
with

seeded as (

    select 'composite_weights' as seed, composite || '__' || stat as name from {{ ref("composite_weights") }}
    union all
    select 'rating_settings' as seed, setting as name from {{ ref("rating_settings") }}
    union all
    select 'gar_weights' as seed, setting as name from {{ ref("gar_weights") }}

),

listed as (

    {% for seed, names in lists.items() %}
    {% set last_seed = loop.last %}
    {% for name in names %}
    select '{{ seed }}' as seed, '{{ name }}' as name
    {{ "union all" if not (last_seed and loop.last) }}
    {% endfor %}
    {% endfor %}

)

select
    seeded.name as seeded,
    listed.name as listed
from seeded
full outer join listed on seeded.seed = listed.seed and seeded.name = listed.name
where seeded.name is null or listed.name is null
