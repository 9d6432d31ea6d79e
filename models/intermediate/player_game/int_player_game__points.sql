-- One row per game and player with a point: goals and assists by kind, score state and period.
with

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

tallied as (

    select
        goals.*,
        case
            when team_venue = 'home' then home_score_before - away_score_before
            else away_score_before - home_score_before
        end as score_difference,
        row_number() over (partition by game_id, team_venue order by goal_number) as team_goal_number,
        count(*) over (partition by game_id, team_venue) as team_goals,
        count(*) over (partition by game_id) as game_goals
    from goals

),

last_minutes as (

    -- the last five minutes of regulation, and overtime
    select *, is_overtime or (is_last_period and clock_seconds <= 300) as is_late from tallied

),

points as (

    select last_minutes.*, scorer_id as player_id, 'goal' as point_type from last_minutes where scorer_id is not null
    union all
    select last_minutes.*, primary_assist_id as player_id, 'primary' as point_type
    from last_minutes where primary_assist_id is not null
    union all
    select last_minutes.*, secondary_assist_id as player_id, 'secondary' as point_type
    from last_minutes where secondary_assist_id is not null

),

final as (

    select
        game_id,
        player_id,

        -- points
        {{ count_if("point_type = 'goal'") }} as goals,
        {{ count_if("point_type = 'primary'") }} as primary_assists,
        {{ count_if("point_type = 'secondary'") }} as secondary_assists,
        {{ count_if("point_type <> 'goal'") }} as assists,
        cast(count(*) as integer) as points,

        -- goals by situation: these five add up to goals
        {{ count_if("point_type = 'goal' and situation in ('even', 'empty_net_for', 'empty_net_against')") }}
            as even_strength_goals,
        {{ count_if("point_type = 'goal' and situation = 'power_play'") }} as power_play_goals,
        {{ count_if("point_type = 'goal' and situation = 'short_handed'") }} as shorthanded_goals,
        {{ count_if("point_type = 'goal' and situation = 'penalty_shot'") }} as penalty_shot_goals,
        {{ count_if("point_type = 'goal' and situation is null") }} as unknown_situation_goals,
        {{ count_if("point_type <> 'goal' and situation = 'power_play'") }} as power_play_assists,
        {{ count_if("point_type <> 'goal' and situation = 'short_handed'") }} as shorthanded_assists,
        {{ count_if("point_type = 'goal' and is_empty_net") }} as empty_net_goals_for,

        -- goals by score before
        {{ count_if("point_type = 'goal' and score_difference > 0") }} as goals_leading,
        {{ count_if("point_type = 'goal' and score_difference < 0") }} as goals_trailing,
        {{ count_if("point_type = 'goal' and score_difference = 0") }} as goals_tied,
        {{ count_if("point_type = 'goal' and is_late and score_difference in (-1, 0)") }} as clutch_goals,
        {{ count_if(
            "point_type = 'goal' and team_goals > game_goals - team_goals"
            ~ " and team_goal_number = game_goals - team_goals + 1"
        ) }}
            as game_winning_goals,
        {{ count_if("point_type = 'goal' and goal_number = 1") }} as first_goals,

        -- points by period
        {% for part, condition in period_parts().items() %}
        {{ count_if(condition) }} as {{ part }}_points,
        {% endfor %}
        {{ count_if("point_type = 'goal' and is_overtime") }} as overtime_goals
    from points
    group by game_id, player_id

)

select * from final
