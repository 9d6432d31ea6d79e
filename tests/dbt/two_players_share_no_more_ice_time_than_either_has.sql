-- Fails with every pair, of a team or of both, that was longer together on the ice than one of the two was at all.
with

ice_times as (

    select game_id, player_id, sum(duration_seconds) as toi_seconds
    from {{ ref("fact_shifts_player") }}
    where {{ in_scope() }} and not is_goalie
    group by game_id, player_id

),

pairs as (

    select game_id, player_id, opponent_id as other_id, toi_seconds from {{ ref("fact_h2h") }} where {{ in_scope() }}
    union all
    select game_id, player_id, partner_id as other_id, toi_with_seconds as toi_seconds
    from {{ ref("fact_wowy") }}
    where {{ in_scope() }}

)

select
    pairs.game_id,
    pairs.player_id,
    pairs.other_id,
    pairs.toi_seconds
from pairs
left join ice_times on pairs.game_id = ice_times.game_id and pairs.player_id = ice_times.player_id
where ice_times.toi_seconds is null or pairs.toi_seconds > ice_times.toi_seconds
