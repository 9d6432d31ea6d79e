-- Fails with every statistic of league_leaders that only the seed leader_stats or only the macro leader_stats knows, and with
-- every one whose minimum is asked of another column.
with

seeded as (

    select stat, stat_group, coalesce(minimum_of, '') as minimum_of from {{ ref("leader_stats") }}

),

listed as (

    {% for stat_group, stats in leader_stats().items() %}
    {% set last_group = loop.last %}
    {% for stat, minimum_of in stats.items() %}
    select '{{ stat }}' as stat, '{{ stat_group }}' as stat_group, '{{ minimum_of or "" }}' as minimum_of
    {{ "union all" if not (last_group and loop.last) }}
    {% endfor %}
    {% endfor %}

)

select
    seeded.stat as seeded,
    listed.stat as listed
from seeded
full outer join listed
    on seeded.stat = listed.stat and seeded.stat_group = listed.stat_group and seeded.minimum_of = listed.minimum_of
where seeded.stat is null or listed.stat is null
