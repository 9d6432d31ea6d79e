-- One row per way into the offensive zone, from the vocabulary.
{{ config(materialized="view") }}
with

event_details_2 as (

    select * from {{ ref("event_details_2") }} where event_detail_2 like 'ZoneEntry%'

),

final as (

    select
        event_detail_2 as zone_entry_type,
        method,
        is_controlled,
        description
    from event_details_2

)

select * from final
