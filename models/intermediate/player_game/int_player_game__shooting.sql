-- One row per game and player with a shot attempt: attempts by outcome, danger, origin, situation, score state and period.
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
        {{ count_if("is_unblocked and danger = 'high'") }} as shots_high_danger,
        {{ count_if("is_unblocked and danger = 'medium'") }} as shots_medium_danger,
        {{ count_if("is_unblocked and danger = 'low'") }} as shots_low_danger,
        {{ count_if("is_unblocked and (danger in ('high', 'medium') or is_rebound or is_rush)") }} as scoring_chances,
        {{ count_if("is_unblocked and (danger = 'high' or is_rebound)") }} as high_danger_chances,

        -- origin
        {{ count_if("is_rebound") }} as rebound_shots,
        {{ count_if("is_rebound and is_goal") }} as rebound_goals,
        {{ count_if("is_rush") }} as rush_shots,
        {{ count_if("is_rush and is_goal") }} as rush_goals,

        -- shots on goal by situation: these five add up to sog
        {{ count_if("is_on_goal and situation in ('even', 'empty_net_for', 'empty_net_against')") }} as even_strength_sog,
        {{ count_if("is_on_goal and situation = 'power_play'") }} as power_play_sog,
        {{ count_if("is_on_goal and situation = 'short_handed'") }} as shorthanded_sog,
        {{ count_if("is_on_goal and situation = 'penalty_shot'") }} as penalty_shot_sog,
        {{ count_if("is_on_goal and situation is null") }} as unknown_situation_sog,

        -- attempts by score before
        {{ count_if("score_state = 'leading'") }} as shots_leading,
        {{ count_if("score_state = 'trailing'") }} as shots_trailing,
        {{ count_if("score_state = 'tied'") }} as shots_tied,

        -- attempts by period
        {{ count_if("period = 1") }} as first_period_shots,
        {{ count_if("period = 2") }} as second_period_shots,
        {{ count_if("period = 3") }} as third_period_shots,
        {{ count_if("period > 3") }} as overtime_shots
    from shots
    group by game_id, shooter_id

)

select * from final
