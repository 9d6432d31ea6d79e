with

events_player as (

    select * from {{ ref("fact_events_player") }}

),

final as (

    select * from events_player

)

select * from final
