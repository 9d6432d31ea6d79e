-- Fails with every skater whose shifts do not add up to his shift count, ice time and on-ice counts in the game.
with

shifts as (

    select
        game_id,
        player_id,
        count(*) as shift_count,
        sum(duration_seconds) as toi_seconds,
        sum(power_play_seconds) as power_play_seconds,
        sum(gf) as gf,
        sum(ga) as ga,
        sum(cf) as cf,
        sum(ca) as ca,
        sum(xgf) as xgf
    from {{ ref("fact_shift_quality") }}
    where {{ in_scope() }}
    group by game_id, player_id

)

select
    shifts.game_id,
    shifts.player_id
from shifts
inner join {{ ref("fact_player_game_stats") }} as games
    on shifts.game_id = games.game_id and shifts.player_id = games.player_id
where
    shifts.shift_count <> games.logical_shifts
    or shifts.toi_seconds <> games.toi_seconds
    or shifts.power_play_seconds <> games.toi_power_play_seconds
    or shifts.gf <> games.on_ice_gf
    or shifts.ga <> games.on_ice_ga
    or shifts.cf <> games.corsi_for
    or shifts.ca <> games.corsi_against
    or shifts.xgf <> games.on_ice_xgf
