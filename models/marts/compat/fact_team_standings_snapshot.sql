with

league_standings as (

    select * from {{ ref("league_standings") }}

),

final as (

    select * from league_standings

)

select * from final
