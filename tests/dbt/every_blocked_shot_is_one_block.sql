-- Fails with every team that has fewer blocks than shots of its opponent were blocked, or whose players have more than it.
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

),

players as (

    select game_id, venue, sum(blocks) as blocks
    from {{ ref("fact_player_game_stats") }}
    where {{ in_scope() }}
    group by game_id, venue

),

blocked as (

    select
        game_id,
        venue as shooting_venue,
        count(*) as shots,
        {{ count_if("opp_player_1_id is null") }} as without_opponent
    from {{ ref("fact_events") }}
    where {{ in_scope() }} and is_blocked and not is_blocked_by_team_mate
    group by game_id, venue

)

select
    teams.game_id,
    teams.team_id,
    teams.blocks,
    players.blocks as players_blocks,
    blocked.shots as blocked_shots
from teams
inner join players on teams.game_id = players.game_id and teams.venue = players.venue
left join blocked on teams.game_id = blocked.game_id and teams.venue <> blocked.shooting_venue
where
    teams.blocks < coalesce(blocked.shots, 0)
    or players.blocks not between teams.blocks - coalesce(blocked.without_opponent, 0) and teams.blocks
