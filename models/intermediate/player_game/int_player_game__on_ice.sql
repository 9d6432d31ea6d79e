-- One row per game and player who was on the ice when something happened: what it was, and plus-minus in three variants.
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and counts_for_player

),

results as (

    -- three of four stints have none, and add nothing
    select * from {{ ref("int_stint_results") }} where {{ in_scope() }} and has_results

),

joined as (

    select
        player_shifts.game_id,
        player_shifts.player_id,
        player_shifts.situation = 'even' and player_shifts.home_skaters = 5 and player_shifts.away_skaters = 5 as is_5v5,
        results.gf,
        results.ga,
        results.plus_goals,
        results.minus_goals,
        results.plus_ev,
        results.minus_ev,
        results.minus_en_adj,
        results.cf,
        results.ca,
        results.ff,
        results.fa,
        results.sf,
        results.sa,
        results.xgf,
        results.xga
    from player_shifts
    inner join results
        on player_shifts.shift_key = results.shift_key and player_shifts.team_venue = results.team_venue

),

final as (

    select
        game_id,
        player_id,

        -- all situations
        cast(sum(gf) as integer) as on_ice_gf,
        cast(sum(ga) as integer) as on_ice_ga,
        cast(sum(cf) as integer) as corsi_for,
        cast(sum(ca) as integer) as corsi_against,
        cast(sum(ff) as integer) as fenwick_for,
        cast(sum(fa) as integer) as fenwick_against,
        cast(sum(sf) as integer) as on_ice_sf,
        cast(sum(sa) as integer) as on_ice_sa,
        sum(xgf) as on_ice_xgf,
        sum(xga) as on_ice_xga,

        -- five against five
        {{ sum_if("gf", "is_5v5") }} as gf_5v5,
        {{ sum_if("ga", "is_5v5") }} as ga_5v5,
        {{ sum_if("cf", "is_5v5") }} as cf_5v5,
        {{ sum_if("ca", "is_5v5") }} as ca_5v5,
        {{ sum_if("ff", "is_5v5") }} as ff_5v5,
        {{ sum_if("fa", "is_5v5") }} as fa_5v5,
        {{ sum_if("sf", "is_5v5") }} as sf_5v5,
        {{ sum_if("sa", "is_5v5") }} as sa_5v5,
        coalesce(sum(xgf) filter (where is_5v5), 0) as xgf_5v5,
        coalesce(sum(xga) filter (where is_5v5), 0) as xga_5v5,

        -- plus-minus: official rule; without power-play goals; and that without goals against an own empty net
        cast(sum(plus_goals) as integer) as plus_goals,
        cast(sum(minus_goals) as integer) as minus_goals,
        cast(sum(plus_ev) as integer) as plus_ev,
        cast(sum(minus_ev) as integer) as minus_ev,
        cast(sum(minus_en_adj) as integer) as minus_en_adj
    from joined
    group by game_id, player_id

)

select * from final
