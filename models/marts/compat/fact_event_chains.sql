with

linked_events as (

    select * from {{ ref("fact_linked_events") }}

),

final as (

    select * from linked_events

)

select * from final
