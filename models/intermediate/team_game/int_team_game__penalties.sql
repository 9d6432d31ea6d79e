-- One row per game and side with a penalty: minutes of its players and its bench. A penalty shot is no penalty here.
with

penalties as (

    select * from {{ ref("int_penalties") }} where team_venue is not null

),

final as (

    select
        game_id,
        team_venue,
        cast(sum(minutes) as integer) as pim,
        {{ sum_if("minutes", "penalised_id is null") }} as bench_pim,
        {{ count_if("is_served") }} as penalties
    from penalties
    group by game_id, team_venue

)

select * from final
