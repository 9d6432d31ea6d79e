with

shift_quality as (

    select * from {{ ref("fact_shift_quality") }}

),

final as (

    select * from shift_quality

)

select * from final
