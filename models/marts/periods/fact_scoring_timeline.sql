-- One row per goal (shootout apart) in order: who, the score after it, and what it changed.
{{ config(materialized="view") }}
with

goals as (

    select * from {{ ref("int_goals") }}

),

games as (

    select * from {{ ref("int_games") }}

),

scored as (

    select
        goals.*,
        goals.home_score_before + case when goals.team_venue = 'home' then 1 else 0 end as home_score,
        goals.away_score_before + case when goals.team_venue = 'away' then 1 else 0 end as away_score,
        case goals.team_venue
            when 'home' then goals.home_score_before - goals.away_score_before
            else goals.away_score_before - goals.home_score_before
        end as difference_before,
        lag(goals.game_seconds) over in_order as previous_game_seconds,
        coalesce(lag(goals.team_venue) over in_order <> goals.team_venue, true) as begins_run
    from goals
    window in_order as (partition by goals.game_id order by goals.goal_number)

),

followed as (

    select
        scored.*,
        cast(count(*) filter (where begins_run) over in_order as integer) as run_number,
        -- goals that put a side ahead: the one before tells who led last
        max(case when difference_before = 0 then 2 * goal_number + case team_venue when 'home' then 1 else 0 end end) over before
            as last_go_ahead,
        max(home_score) over (partition by game_id) as final_home_score,
        max(away_score) over (partition by game_id) as final_away_score
    from scored
    window
        in_order as (partition by game_id order by goal_number),
        before as (partition by game_id order by goal_number rows between unbounded preceding and 1 preceding)

),

final as (

    select
        -- keys
        cast(followed.event_key as text) as event_key,
        followed.game_id,
        followed.goal_number,

        -- clock
        followed.period,
        followed.clock_seconds,
        followed.game_seconds,
        followed.game_seconds - followed.previous_game_seconds as seconds_since_last_goal,

        -- who
        followed.team_venue as venue,
        case followed.team_venue when 'home' then games.home_team_id else games.away_team_id end as team_id,
        followed.scorer_id,
        followed.primary_assist_id,
        followed.secondary_assist_id,
        followed.goalie_id,
        followed.situation,
        followed.is_empty_net,
        followed.is_penalty_shot,

        -- the score after it, and what it changed
        followed.home_score,
        followed.away_score,
        followed.difference_before + 1 as lead,
        followed.difference_before = -1 as is_tying,
        followed.difference_before = 0 as is_go_ahead,
        -- the other side was the last to lead
        followed.difference_before = 0
            and coalesce(mod(followed.last_go_ahead, 2) <> case followed.team_venue when 'home' then 1 else 0 end, false)
            as is_lead_change,
        -- the goal that the other side's final score did not reach
        case followed.team_venue
            when 'home'
                then followed.final_home_score > followed.final_away_score and followed.home_score = followed.final_away_score + 1
            else followed.final_away_score > followed.final_home_score and followed.away_score = followed.final_home_score + 1
        end as is_game_winner,
        cast(row_number() over (partition by followed.game_id, followed.run_number order by followed.goal_number) as integer)
            as run_length
    from followed
    inner join games on followed.game_id = games.game_id

)

{{ with_build_stamp(of_last_build=true) }}
