-- One row per event type, from the vocabulary.
with

event_types as (

    select * from {{ ref("event_types") }}

),

final as (

    select
        event_type,
        event_category,
        description
    from event_types

)

select * from final
