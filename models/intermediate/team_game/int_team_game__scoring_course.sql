-- One row per game and side of a game with a goal: who scored first, how the lead changed, how far it went.
with

goals as (

    select
        *,
        home_score_before + case when team_venue = 'home' then 1 else 0 end
            - away_score_before - case when team_venue = 'away' then 1 else 0 end as home_lead
    from {{ ref("int_goals") }}
    where {{ in_scope() }}

),

followed as (

    select
        goals.*,
        home_score_before = away_score_before as is_go_ahead,
        home_lead = 0 as is_tying,
        -- the lead changes hands where the goal that breaks a tie is not by the side that broke the last one
        lag(team_venue) over (
            partition by game_id, home_score_before = away_score_before order by goal_number
        ) as previous_leader
    from goals

),

games as (

    select
        game_id,
        {{ count_if("is_go_ahead and previous_leader <> team_venue") }} as lead_changes,
        greatest(max(home_lead), 0) as home_largest_lead,
        greatest(max(-home_lead), 0) as away_largest_lead
    from followed
    group by game_id

),

sides as (

    select *, 'home' as team_venue, home_largest_lead as largest_lead, away_largest_lead as largest_deficit from games
    union all
    select *, 'away' as team_venue, away_largest_lead as largest_lead, home_largest_lead as largest_deficit from games

),

own as (

    select
        game_id,
        team_venue,
        bool_or(goal_number = 1) as scored_first,
        {{ count_if("is_go_ahead") }} as go_ahead_goals,
        {{ count_if("is_tying") }} as tying_goals
    from followed
    group by game_id, team_venue

),

final as (

    select
        sides.game_id,
        sides.team_venue,
        coalesce(own.scored_first, false) as scored_first,
        coalesce(own.go_ahead_goals, 0) as go_ahead_goals,
        coalesce(own.tying_goals, 0) as tying_goals,
        sides.lead_changes,
        sides.largest_lead,
        sides.largest_deficit
    from sides
    left join own on sides.game_id = own.game_id and sides.team_venue = own.team_venue

)

select * from final
