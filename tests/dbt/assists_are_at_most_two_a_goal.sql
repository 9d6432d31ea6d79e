-- Fails with every team whose players have more primary or secondary assists than it has goals, or more of the latter.
select
    teams.game_id,
    teams.team_id,
    teams.goals,
    sum(players.primary_assists) as primary_assists,
    sum(players.secondary_assists) as secondary_assists
from {{ ref("fact_team_game_stats") }} as teams
inner join {{ ref("fact_player_game_stats") }} as players
    on teams.game_id = players.game_id and teams.venue = players.venue
where {{ in_scope("teams.game_id") }}
group by teams.game_id, teams.team_id, teams.goals
having
    sum(players.primary_assists) > teams.goals
    or sum(players.secondary_assists) > sum(players.primary_assists)
