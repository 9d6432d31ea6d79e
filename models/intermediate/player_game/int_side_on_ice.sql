-- One row per game and side with an attempt in a stint: attempts and expected goals of all its stints, to set a skater's share
-- against his side's without him.
with

results as (

    select * from {{ ref("int_stint_results") }} where {{ in_scope() }} and has_results

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

joined as (

    select
        results.*,
        results.situation = 'even' and stints.home_skaters = 5 and stints.away_skaters = 5 as is_5v5
    from results
    inner join stints on results.shift_key = stints.shift_key

),

final as (

    select
        game_id,
        team_venue,
        sum(cf) as cf,
        sum(ca) as ca,
        sum(cf) filter (where is_5v5) as cf_5v5,
        sum(ca) filter (where is_5v5) as ca_5v5,
        sum(xgf) filter (where is_5v5) as xgf_5v5,
        sum(xga) filter (where is_5v5) as xga_5v5
    from joined
    group by game_id, team_venue

)

select * from final
