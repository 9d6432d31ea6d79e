-- Fails with every skater whose ice time and attempts against the tiers are not those against his opponents.
with

tiers as (

    select game_id, player_id, sum(matchup_seconds) as toi_seconds, sum(cf) as cf, sum(ga) as ga
    from {{ ref("fact_player_competition_tiers") }}
    where {{ in_scope() }}
    group by game_id, player_id

),

opponents as (

    select game_id, player_id, sum(toi_seconds) as toi_seconds, sum(cf) as cf, sum(ga) as ga
    from {{ ref("fact_h2h") }}
    where {{ in_scope() }}
    group by game_id, player_id

)

select
    opponents.game_id,
    opponents.player_id
from opponents
left join tiers on opponents.game_id = tiers.game_id and opponents.player_id = tiers.player_id
where
    opponents.toi_seconds is distinct from tiers.toi_seconds
    or opponents.cf is distinct from tiers.cf
    or opponents.ga is distinct from tiers.ga
