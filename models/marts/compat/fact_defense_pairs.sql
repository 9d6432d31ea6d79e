with

lines as (

    select * from {{ ref("fact_line_combos") }}

),

final as (

    select * from lines where line_type = 'defense_pair'

)

select * from final
