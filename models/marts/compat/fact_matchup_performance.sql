with

h2h as (

    select * from {{ ref("fact_h2h") }}

),

final as (

    select * from h2h

)

select * from final
