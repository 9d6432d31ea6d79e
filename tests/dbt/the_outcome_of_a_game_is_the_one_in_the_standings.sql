-- Fails with every team of a tracked game whose outcome is not the result that the standings count.
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

),

results as (

    select * from {{ ref("int_game_results") }}

)

select
    teams.game_id,
    teams.team_id,
    teams.outcome,
    results.result
from teams
left join results on teams.game_id = results.game_id and teams.team_id = results.team_id
where teams.outcome is distinct from results.result
