-- One row per game and goalie who was scored on, by period, situation and score. A goal into an empty net is nobody's.
with

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }} and goalie_id is not null and not is_empty_net

),

seen_by_goalie as (

    select
        goals.*,
        {{ mirrored_situation("situation") }} as goalie_situation,
        {{ mirrored_score_state(score_state("goals")) }} as goalie_score_state
    from goals

),

final as (

    select
        game_id,
        goalie_id as player_id,
        cast(count(*) as integer) as goals_against,
        {% for part, condition in period_parts().items() %}
        {{ count_if(condition) }} as {{ part }}_goals_against,
        {% endfor %}
        {{ count_if("goalie_situation in ('even', 'empty_net_for', 'empty_net_against')") }} as even_strength_goals_against,
        {{ count_if("goalie_situation = 'short_handed'") }} as short_handed_goals_against,
        {{ count_if("goalie_situation = 'power_play'") }} as power_play_goals_against,
        {{ count_if("is_penalty_shot") }} as penalty_shot_goals_against,
        {{ count_if("goalie_score_state = 'leading'") }} as goals_against_leading,
        {{ count_if("goalie_score_state = 'tied'") }} as goals_against_tied,
        {{ count_if("goalie_score_state = 'trailing'") }} as goals_against_trailing
    from seen_by_goalie
    group by game_id, goalie_id

)

select * from final
