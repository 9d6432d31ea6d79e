-- One row per code of a whistle, from the vocabulary: trackers note the reason in the first or the second detail.
{{ config(materialized="view") }}
with

final as (

    select event_detail as stoppage, 'event_detail' as noted_in, description from {{ ref("event_details") }}
    where event_type = 'Stoppage'
    union all
    select event_detail_2 as stoppage, 'event_detail_2' as noted_in, description from {{ ref("event_details_2") }}
    where event_type = 'Stoppage'

)

select * from final
