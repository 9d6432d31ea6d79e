-- One row per game and goalie on the ice for an attempt at his net: attempts, danger and expected goals against.
with

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }} and goalie_id is not null and not is_empty_net

),

final as (

    select
        game_id,
        goalie_id as player_id,
        cast(count(*) as integer) as attempts_against,
        {{ count_if("is_unblocked") }} as unblocked_attempts_against,
        {{ count_if("is_on_goal and danger = 'high'") }} as high_danger_shots_against,
        {{ count_if("is_on_goal and danger = 'medium'") }} as medium_danger_shots_against,
        {{ count_if("is_on_goal and danger = 'low'") }} as low_danger_shots_against,
        {{ count_if("is_goal and danger = 'high'") }} as high_danger_goals_against,
        {{ count_if("is_on_goal and is_rebound") }} as rebound_shots_against,
        {{ count_if("is_on_goal and is_rush") }} as rush_shots_against,
        coalesce(sum(xg), 0) as xg_against
    from shots
    group by game_id, goalie_id

)

select * from final
