-- One row per game and side: goals for by situation and period, and shootout goals.
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

shootout as (

    -- a shootout in ordinary codes has a Goal event, a Shot event or both for each
    select
        game_id,
        team_venue,
        cast(
            greatest(
                count(*) filter (where event_detail in ('Shootout_Goal', 'Goal_Shootout')),
                count(*) filter (where event_type = 'Goal' and is_goal_detail),
                count(*) filter (where event_type <> 'Goal' and is_goal_detail)
            ) as integer
        ) as shootout_goals
    from {{ ref("int_events") }}
    where {{ in_scope() }} and is_shootout
    group by game_id, team_venue

),

sides as (

    select game_id, 'home' as team_venue from games
    union all
    select game_id, 'away' as team_venue from games

),

counted as (

    select
        game_id,
        team_venue,
        cast(count(*) as integer) as goals,
        {{ count_if("situation in ('even', 'empty_net_for', 'empty_net_against')") }} as even_strength_goals,
        {{ count_if("situation = 'power_play'") }} as power_play_goals,
        {{ count_if("situation = 'short_handed'") }} as shorthanded_goals,
        {{ count_if("is_penalty_shot") }} as penalty_shot_goals,
        {{ count_if("is_empty_net") }} as empty_net_goals,
        {% for part, condition in period_parts().items() %}
        {{ count_if(condition) }} as {{ part }}_goals,
        {% endfor %}
        {{ count_if("scorer_id is null") }} as unattributed_goals
    from goals
    group by game_id, team_venue

),

final as (

    select
        sides.game_id,
        sides.team_venue,
        {% for column in ["goals", "even_strength_goals", "power_play_goals", "shorthanded_goals", "penalty_shot_goals",
                          "empty_net_goals", "first_period_goals", "second_period_goals", "third_period_goals",
                          "overtime_goals", "unattributed_goals"] %}
        coalesce(counted.{{ column }}, 0) as {{ column }},
        {% endfor %}
        coalesce(shootout.shootout_goals, 0) as shootout_goals
    from sides
    left join counted on sides.game_id = counted.game_id and sides.team_venue = counted.team_venue
    left join shootout on sides.game_id = shootout.game_id and sides.team_venue = shootout.team_venue

)

select * from final
