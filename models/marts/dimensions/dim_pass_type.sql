-- One row per kind of pass, from the vocabulary.
{{ config(materialized="view") }}
with

event_details_2 as (

    select * from {{ ref("event_details_2") }} where event_type = 'Pass'

),

final as (

    select
        event_detail_2 as pass_type,
        description
    from event_details_2

)

select * from final
