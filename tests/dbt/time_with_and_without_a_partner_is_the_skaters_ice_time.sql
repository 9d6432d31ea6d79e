-- Fails with every pair of team mates whose time together and apart is not the ice time of the skater.
with

ice_times as (

    select game_id, player_id, sum(duration_seconds) as toi_seconds
    from {{ ref("fact_shifts_player") }}
    where {{ in_scope() }} and not is_goalie
    group by game_id, player_id

),

pairs as (

    select * from {{ ref("fact_wowy") }} where {{ in_scope() }}

)

select
    pairs.game_id,
    pairs.player_id,
    pairs.partner_id,
    pairs.toi_with_seconds,
    pairs.toi_without_seconds,
    ice_times.toi_seconds
from pairs
left join ice_times on pairs.game_id = ice_times.game_id and pairs.player_id = ice_times.player_id
where
    ice_times.toi_seconds is null
    or pairs.toi_with_seconds + pairs.toi_without_seconds <> ice_times.toi_seconds
    or pairs.toi_with_seconds < 0
    or pairs.toi_without_seconds < 0
