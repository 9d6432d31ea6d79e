with

wowy as (

    select * from {{ ref("fact_wowy") }}

),

final as (

    select * from wowy

)

select * from final
