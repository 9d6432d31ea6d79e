-- One row per game and side with an attempt: attempts by outcome, danger, origin, situation, score and period, and expected
-- goals; penalty shots among them, but not at five against five.
with

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }}

),

final as (

    select
        game_id,
        team_venue,

        -- outcome
        cast(count(*) as integer) as shots,
        {{ count_if("is_on_goal") }} as sog,
        {{ count_if("is_missed") }} as shots_missed,
        {{ count_if("is_blocked") }} as shots_blocked,
        {{ count_if("is_blocked and is_blocked_by_team_mate") }} as shots_blocked_by_team_mate,
        {{ count_if("is_unblocked") }} as unblocked_shots,
        {{ count_if("is_on_goal and not is_goal") }} as saved_shots,
        {{ count_if("shooter_id is null") }} as unattributed_shots,
        coalesce(sum(xg), 0) as xgf,
        coalesce(sum(xg_flurry_adjusted), 0) as xgf_flurry_adjusted,

        -- danger
        {{ count_if("is_unblocked and danger = 'high'") }} as high_danger_shots,
        {{ count_if("is_unblocked and danger = 'medium'") }} as medium_danger_shots,
        {{ count_if("is_unblocked and danger = 'low'") }} as low_danger_shots,
        {{ count_if("is_goal and danger = 'high'") }} as high_danger_goals,
        {{ count_if(is_scoring_chance("shots")) }} as scoring_chances,
        {{ count_if(is_high_danger_chance("shots")) }} as high_danger_chances,

        -- origin
        {{ count_if("is_rush") }} as rush_shots,
        {{ count_if("is_rush and is_goal") }} as rush_goals,
        {{ count_if("is_breakaway") }} as breakaway_shots,
        {{ count_if("is_breakaway and is_goal") }} as breakaway_goals,
        {{ count_if("is_rebound") }} as rebound_shots,
        {{ count_if("is_rebound and is_goal") }} as rebound_goals,

        -- five against five
        {{ count_if("is_5v5") }} as shots_5v5,
        {{ count_if("is_5v5 and is_unblocked") }} as ff_5v5,
        {{ count_if("is_5v5 and is_on_goal") }} as sf_5v5,
        {{ count_if("is_5v5 and is_goal") }} as gf_5v5,
        coalesce(sum(xg) filter (where is_5v5), 0) as xgf_5v5,

        -- special teams
        {{ count_if("situation = 'power_play'") }} as power_play_shots,
        {{ count_if("situation = 'power_play' and is_on_goal") }} as power_play_sog,
        coalesce(sum(xg) filter (where situation = 'power_play'), 0) as power_play_xgf,
        {{ count_if("situation = 'short_handed'") }} as shorthanded_shots,
        {{ count_if("situation = 'short_handed' and is_on_goal") }} as shorthanded_sog,
        coalesce(sum(xg) filter (where situation = 'short_handed'), 0) as shorthanded_xgf,
        {{ count_if("is_penalty_shot") }} as penalty_shots,

        -- score before
        {{ count_if("score_state = 'leading'") }} as shots_leading,
        {{ count_if("score_state = 'tied'") }} as shots_tied,
        {{ count_if("score_state = 'trailing'") }} as shots_trailing,

        -- period
        {% for name, condition in period_parts().items() %}
        {{ count_if(condition) }} as {{ name }}_shots,
        {{ count_if(condition ~ " and is_on_goal") }} as {{ name }}_sog,
        coalesce(sum(xg) filter (where {{ condition }}), 0) as {{ name }}_xgf{{ "," if not loop.last }}
        {% endfor %}
    from shots
    group by game_id, team_venue

)

select * from final
