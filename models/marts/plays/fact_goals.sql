-- One row per goal (shootout apart): scorer, assists, goalie, situation, score, and the shot it came from.
{{ config(materialized="view") }}
with

goals as (

    select
        int_goals.*,
        row_number() over (partition by game_id, team_venue order by goal_number) as team_goal_number,
        count(*) over (partition by game_id, team_venue) as team_goals,
        count(*) over (partition by game_id) as game_goals
    from {{ ref("int_goals") }} as int_goals

),

events as (

    select * from {{ ref("fact_events") }}

),

shots as (

    select * from {{ ref("int_shots") }}

),

final as (

    select
        -- keys, clock, sides
        {{ event_columns() }},
        goals.shot_event_key,
        goals.goal_number,

        -- who
        goals.scorer_id,
        goals.primary_assist_id,
        goals.secondary_assist_id,
        goals.goalie_id,

        -- strength and score
        events.strength,
        goals.situation,
        goals.is_empty_net,
        goals.is_penalty_shot,
        goals.counts_for_plus_minus,
        goals.home_score_before + case when goals.team_venue = 'home' then 1 else 0 end as home_score,
        goals.away_score_before + case when goals.team_venue = 'away' then 1 else 0 end as away_score,
        goals.goal_number = 1 as is_first_goal,
        -- the goal that the opponent would have needed one more to match; nobody's in a tie
        goals.team_goals > goals.game_goals - goals.team_goals
        and goals.team_goal_number = goals.game_goals - goals.team_goals + 1 as is_game_winner,
        goals.is_overtime,

        -- how and from where
        shots.shot_type,
        shots.is_rebound,
        shots.is_rush,
        shots.attack_x,
        shots.attack_y,
        shots.distance_feet,
        shots.angle_degrees,
        shots.danger,
        shots.xg
    from goals
    inner join events on goals.event_key = events.event_key and goals.game_id = events.game_id
    left join shots on goals.shot_event_key = shots.event_key and goals.game_id = shots.game_id

)

{{ with_build_stamp(of_last_build=true) }}
