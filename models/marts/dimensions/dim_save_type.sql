-- One row per way to stop a shot, from the vocabulary.
{{ config(materialized="view") }}
with

event_details_2 as (

    select * from {{ ref("event_details_2") }} where event_type = 'Save'

),

final as (

    select
        event_detail_2 as save_type,
        description
    from event_details_2

)

select * from final
