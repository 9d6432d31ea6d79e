-- One row per game and goalie in the net for an attempt at it, penalty shots included: attempts, danger, shot types, what
-- went before, and expected goals. Straight from the Shot events; `saves` counts Save events.
with

shots as (

    select
        *,
        {{ mirrored_situation("situation") }} as goalie_situation
    from {{ ref("int_shots") }}
    where {{ in_scope() }} and goalie_id is not null and not is_empty_net

),

final as (

    select
        game_id,
        goalie_id as player_id,

        -- attempts
        cast(count(*) as integer) as attempts_against,
        {{ count_if("is_unblocked") }} as unblocked_attempts_against,
        {{ count_if("is_blocked") }} as blocked_attempts_against,
        {{ count_if("is_missed") }} as missed_attempts_against,
        {{ count_if("is_on_goal") }} as sog_against,
        {{ count_if("is_goal") }} as scoring_shots_against,
        {{ count_if("is_penalty_shot") }} as penalty_shots_faced,
        {{ count_if("is_penalty_shot and is_on_goal and not is_goal") }} as penalty_shot_saves,

        -- five against five
        {{ count_if("is_5v5 and is_on_goal") }} as shots_against_5v5,
        {{ count_if("is_5v5 and is_goal") }} as goals_against_5v5,

        -- danger
        {% for danger in ["high", "medium", "low"] %}
        {{ count_if("is_on_goal and danger = '" ~ danger ~ "'") }} as {{ danger }}_danger_shots_against,
        {{ count_if("is_goal and danger = '" ~ danger ~ "'") }} as {{ danger }}_danger_goals_against,
        {% endfor %}

        -- how they were taken, and what went before
        {% for kind, condition in (goalie_shot_types().items() | list) + (goalie_shot_origins().items() | list) %}
        {{ count_if("is_on_goal and " ~ condition) }} as {{ kind }}_shots_against,
        {{ count_if("is_goal and " ~ condition) }} as {{ kind }}_goals_against,
        {% endfor %}
        {{ count_if("is_on_goal and is_rebound and danger = 'high'") }} as high_danger_rebound_shots_against,

        -- expected goals
        coalesce(sum(xg), 0) as xg_against,
        coalesce(sum(xg_flurry_adjusted), 0) as xg_against_flurry_adjusted,
        coalesce(sum(xg) filter (where is_5v5), 0) as xg_against_5v5,
        coalesce(sum(xg) filter (
            where goalie_situation in ('even', 'empty_net_for', 'empty_net_against')
        ), 0) as even_strength_xg_against,
        coalesce(sum(xg) filter (where goalie_situation = 'short_handed'), 0) as short_handed_xg_against,
        coalesce(sum(xg) filter (where goalie_situation = 'power_play'), 0) as power_play_xg_against,
        {% for danger in ["high", "medium", "low"] %}
        coalesce(sum(xg) filter (where danger = '{{ danger }}'), 0) as {{ danger }}_danger_xg_against{{ "," if not loop.last }}
        {% endfor %}
    from shots
    group by game_id, goalie_id

)

select * from final
