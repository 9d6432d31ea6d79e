with

data_completeness as (

    select * from {{ ref("qa_data_completeness") }}

),

final as (

    select * from data_completeness

)

select * from final
