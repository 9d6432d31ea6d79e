-- Fails with every team whose shots on goal are not what the other side's goalies saved and let in, goals into an empty net or
-- past an unknown goalie, saves by an unknown goalie, and shots noted without their save. A goal without a shot is no shot.
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

),

goalies as (

    select game_id, venue, sum(saves) as saves, sum(goals_against) as goals_against
    from {{ ref("fact_goalie_game_stats") }}
    where {{ in_scope() }}
    group by game_id, venue

),

events as (

    select
        game_id,
        venue,
        {{ count_if("is_goal and (is_empty_net or goalie_id is null)") }} as goals_past_nobody,
        {{ count_if("is_goal") }} - {{ count_if("is_scoring_shot") }} as goals_without_shot,
        {{ count_if("is_shot_on_goal and not is_scoring_shot and goalie_id is null") }} as shots_at_nobody,
        {{ count_if("event_type = 'Save' and event_player_1_id is null and not is_shootout") }} as saves_by_nobody,
        {{ count_if("event_type = 'Save'") }} as save_events
    from {{ ref("fact_events") }}
    where {{ in_scope() }}
    group by game_id, venue

),

save_events as (

    select game_id, sum(save_events) as events from events group by game_id

)

select
    teams.game_id,
    teams.team_id,
    teams.sog,
    goalies.saves,
    goalies.goals_against
from teams
inner join teams as others on teams.game_id = others.game_id and teams.venue <> others.venue
left join goalies on others.game_id = goalies.game_id and others.venue = goalies.venue
left join events as ours on teams.game_id = ours.game_id and teams.venue = ours.venue
left join events as theirs on others.game_id = theirs.game_id and others.venue = theirs.venue
left join save_events on teams.game_id = save_events.game_id
where
    teams.sog <> coalesce(goalies.saves, 0)
    + coalesce(goalies.goals_against, 0)
    + coalesce(ours.goals_past_nobody, 0)
    - coalesce(ours.goals_without_shot, 0)
    + coalesce(case when save_events.events > 0 then theirs.saves_by_nobody else ours.shots_at_nobody end, 0)
    + others.shots_without_save
