-- One row per second event detail, from the vocabulary.
with

event_details_2 as (

    select * from {{ ref("event_details_2") }}

),

final as (

    select
        event_detail_2,
        event_type,
        method,
        is_controlled,
        giveaway_quality,
        description
    from event_details_2

)

select * from final
