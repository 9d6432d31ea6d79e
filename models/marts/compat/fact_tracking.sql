with

events as (

    select * from {{ ref("fact_events") }}

),

final as (

    select * from events

)

select * from final
