-- Fails with every team whose penalty minutes are not those of its players and its bench, or whose bench has the minutes of
-- a penalty with a noted player that is no bench minor.
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

),

players as (

    select game_id, venue, sum(pim) as pim, sum(penalties_taken) as penalties_taken
    from {{ ref("fact_player_game_stats") }}
    where {{ in_scope() }}
    group by game_id, venue

),

of_nobody as (

    select game_id, venue, count(*) as penalties
    from {{ ref("fact_events") }}
    where
        {{ in_scope() }}
        and event_type = 'Penalty'
        and not is_shootout
        and event_detail is distinct from 'Penalty_PenaltyShot'
        and (event_player_1_id is null or event_detail = 'Penalty_BenchMinor')
    group by game_id, venue

)

select
    teams.game_id,
    teams.team_id,
    teams.pim,
    players.pim as players_pim,
    teams.bench_pim
from teams
inner join players on teams.game_id = players.game_id and teams.venue = players.venue
left join of_nobody on teams.game_id = of_nobody.game_id and teams.venue = of_nobody.venue
where
    teams.pim <> players.pim + teams.bench_pim
    or teams.penalties <> players.penalties_taken + coalesce(of_nobody.penalties, 0)
    or (teams.bench_pim > 0 and of_nobody.penalties is null)
