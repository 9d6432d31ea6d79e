with

shots as (

    select * from {{ ref("fact_shots") }}

),

final as (

    select * from shots

)

select * from final
