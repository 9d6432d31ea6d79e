with

suspicious_stats as (

    select * from {{ ref("qa_suspicious_stats") }}

),

final as (

    select * from suspicious_stats

)

select * from final
