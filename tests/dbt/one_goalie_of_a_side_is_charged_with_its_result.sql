-- Fails with every side whose result is not charged to exactly one of its goalies, and with every side of a game with shifts
-- that does not have exactly one starter.
with

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }} where {{ in_scope() }}

),

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

),

sides as (

    select
        goalies.game_id,
        goalies.team_id,
        min(teams.outcome) as outcome,
        count(goalies.decision) as decisions,
        min(goalies.decision) as decision,
        count(goalies.is_starter) as goalies_with_shifts,
        count(*) filter (where goalies.is_starter) as starters,
        max(goalies.toi_seconds) as toi_seconds
    from goalies
    left join teams on goalies.game_id = teams.game_id and goalies.team_id = teams.team_id
    group by goalies.game_id, goalies.team_id

)

select *
from sides
where
    decision is distinct from outcome
    or decisions > 1
    or (toi_seconds > 0 and starters <> 1)
    or (goalies_with_shifts = 0 and starters > 0)
