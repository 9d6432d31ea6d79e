-- Fails with every player, goalie and team with more ice time than the periods of the game have seconds, overlaps of its
-- stints apart.
with

games as (

    select game_id, sum(length_seconds) as seconds from {{ ref("int_periods") }} where {{ in_scope() }} group by game_id

),

overlapping as (

    select game_id, overlap_seconds as seconds from {{ ref("int_game_completeness") }} where {{ in_scope() }}

),

ice_times as (

    select game_id, player_id as id, toi_seconds from {{ ref("fact_player_game_stats") }} where {{ in_scope() }}
    union all
    select game_id, player_id as id, toi_seconds from {{ ref("fact_goalie_game_stats") }} where {{ in_scope() }}
    union all
    select game_id, team_id as id, toi_seconds from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

)

select
    ice_times.game_id,
    ice_times.id,
    ice_times.toi_seconds,
    games.seconds as game_seconds
from ice_times
inner join games on ice_times.game_id = games.game_id
inner join overlapping on ice_times.game_id = overlapping.game_id
where ice_times.toi_seconds > games.seconds + coalesce(overlapping.seconds, 0)
