-- One row per game and side: its shots on goal, and where they went: at goalies of the other side, or why at none of them. Not
-- the same is a fault, but for goals let in without a shot, which are none.
{{ config(materialized="view") }}
with

teams as (

    select * from {{ ref("fact_team_game_stats") }}

),

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }}

),

events as (

    select * from {{ ref("fact_events") }}

),

final as (

    -- lateral: of the game that is asked for alone
    select
        teams.game_id,
        teams.team_id,
        teams.venue,
        teams.sog,
        faced.saves,
        faced.goals_against,
        counts.empty_net_goals,
        counts.goals_at_unknown_goalie
        + case when counts.save_events > 0 then counts.saves_by_nobody else counts.shots_at_nobody end as at_unknown_goalie,
        others.shots_without_save as without_save,
        counts.goals_without_shot
    from teams
    inner join teams as others on teams.game_id = others.game_id and teams.venue <> others.venue
    cross join lateral (
        select
            cast(sum(goalies.saves) as integer) as saves,
            cast(sum(goalies.goals_against) as integer) as goals_against
        from goalies
        where goalies.game_id = teams.game_id and goalies.venue = others.venue
    ) as faced
    cross join lateral (
        select
            {{ count_if("is_goal and is_empty_net and venue = teams.venue") }} as empty_net_goals,
            {{ count_if("is_goal and is_empty_net is not true and goalie_id is null and venue = teams.venue") }}
                as goals_at_unknown_goalie,
            {{ count_if("is_shot_on_goal and not is_scoring_shot and goalie_id is null and venue = teams.venue") }}
                as shots_at_nobody,
            {{ count_if("is_goal and venue = teams.venue") }} - {{ count_if("is_scoring_shot and venue = teams.venue") }}
                as goals_without_shot,
            {{ count_if("event_type = 'Save'") }} as save_events,
            {{ count_if("event_type = 'Save' and event_player_1_id is null and not is_shootout and venue = others.venue") }}
                as saves_by_nobody
        from events
        where events.game_id = teams.game_id
    ) as counts

)

select * from final
