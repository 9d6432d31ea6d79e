-- Fails with every micro statistic that only the seed play_details or only the macro micro_measures knows.
with

seeded as (

    select measure from {{ ref("play_details") }} where measure is not null
    union
    select opp_measure as measure from {{ ref("play_details") }} where opp_measure is not null

),

listed as (

    {% for measure in micro_measures() + odd_man_measures() %}
    select '{{ measure }}' as measure
    {{ "union all" if not loop.last }}
    {% endfor %}

)

select
    seeded.measure as seeded,
    listed.measure as listed
from seeded
full outer join listed on seeded.measure = listed.measure
where seeded.measure is null or listed.measure is null
