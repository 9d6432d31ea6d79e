with

puck_xy as (

    select * from {{ ref("fact_puck_xy") }}

),

final as (

    select * from puck_xy

)

select * from final
