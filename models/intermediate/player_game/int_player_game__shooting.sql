-- One row per game and player with a shot attempt: attempts by outcome, danger, origin, situation, score state and period.
{% set named_shot_types = "'wrist', 'slap', 'snap', 'backhand', 'one_timer', 'tip', 'deflected', 'wrap'" %}
with

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }} and shooter_id is not null

),

final as (

    select
        game_id,
        shooter_id as player_id,

        -- outcome: on goal, missed, blocked and blocked by a team mate add up to shots
        cast(count(*) as integer) as shots,
        {{ count_if("is_on_goal") }} as sog,
        {{ count_if("is_missed") }} as shots_missed,
        {{ count_if("is_blocked and not is_blocked_by_team_mate") }} as shots_blocked,
        {{ count_if("is_blocked and is_blocked_by_team_mate") }} as shots_blocked_by_team_mate,
        {{ count_if("is_unblocked") }} as unblocked_shots,

        -- expected goals and danger
        coalesce(sum(xg), 0) as xg_for,
        coalesce(sum(xg_flurry_adjusted), 0) as xg_for_flurry_adjusted,
        {{ count_if("is_unblocked and danger = 'high'") }} as shots_high_danger,
        {{ count_if("is_unblocked and danger = 'medium'") }} as shots_medium_danger,
        {{ count_if("is_unblocked and danger = 'low'") }} as shots_low_danger,
        {{ count_if(is_scoring_chance("shots")) }} as scoring_chances,
        {{ count_if(is_high_danger_chance("shots")) }} as high_danger_chances,

        -- origin
        {{ count_if("is_rebound") }} as rebound_shots,
        {{ count_if("is_rebound and is_goal") }} as rebound_goals,
        {{ count_if("is_rush") }} as rush_shots,
        {{ count_if("is_rush and is_goal") }} as rush_goals,
        {{ count_if("is_breakaway") }} as breakaway_attempts,
        {{ count_if("is_breakaway and is_goal") }} as breakaway_goals,

        -- shots on goal by situation: these five add up to sog
        {{ count_if("is_on_goal and situation in ('even', 'empty_net_for', 'empty_net_against')") }} as even_strength_sog,
        {{ count_if("is_on_goal and situation = 'power_play'") }} as power_play_sog,
        {{ count_if("is_on_goal and situation = 'short_handed'") }} as shorthanded_sog,
        {{ count_if("is_on_goal and situation = 'penalty_shot'") }} as penalty_shot_sog,
        {{ count_if("is_on_goal and situation is null") }} as unknown_situation_sog,

        -- attempts by situation: these five add up to shots
        {{ count_if("situation in ('even', 'empty_net_for', 'empty_net_against')") }} as even_strength_shots,
        {{ count_if("situation = 'power_play'") }} as power_play_shots,
        {{ count_if("situation = 'short_handed'") }} as shorthanded_shots,
        {{ count_if("situation = 'penalty_shot'") }} as penalty_shot_shots,
        {{ count_if("situation is null") }} as unknown_situation_shots,

        -- how they were taken
        {{ count_if("shot_type = 'wrist'") }} as wrist_shots,
        {{ count_if("shot_type = 'slap'") }} as slap_shots,
        {{ count_if("shot_type = 'snap'") }} as snap_shots,
        {{ count_if("shot_type = 'backhand'") }} as backhand_shots,
        {{ count_if("shot_type = 'one_timer'") }} as one_timer_shots,
        {{ count_if("shot_type in ('tip', 'deflected')") }} as tipped_shots,
        {{ count_if("shot_type = 'wrap'") }} as wrap_around_shots,
        {{ count_if("shot_type is not null and shot_type not in (" ~ named_shot_types ~ ")") }} as other_shots,
        {{ count_if("shot_type is null") }} as unknown_type_shots,

        -- attempts by score before
        {{ count_if("score_state = 'leading'") }} as shots_leading,
        {{ count_if("score_state = 'trailing'") }} as shots_trailing,
        {{ count_if("score_state = 'tied'") }} as shots_tied,

        -- shots on goal by score before
        {{ count_if("is_on_goal and score_state = 'leading'") }} as sog_leading,
        {{ count_if("is_on_goal and score_state = 'trailing'") }} as sog_trailing,
        {{ count_if("is_on_goal and score_state = 'tied'") }} as sog_tied,

        -- attempts by period
        {% for part, condition in period_parts().items() %}
        {{ count_if(condition) }} as {{ part }}_shots{{ "," if not loop.last }}
        {% endfor %}
    from shots
    group by game_id, shooter_id

)

select * from final
