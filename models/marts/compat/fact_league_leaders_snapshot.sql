with

league_leaders as (

    select * from {{ ref("league_leaders") }}

),

final as (

    select * from league_leaders

)

select * from final
