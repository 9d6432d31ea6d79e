-- One row per game and side with an attempt: attempts by outcome and expected goals, penalty shots among them.
with

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }}

),

final as (

    select
        game_id,
        team_venue,
        cast(count(*) as integer) as shots,
        {{ count_if("is_on_goal") }} as sog,
        {{ count_if("is_missed") }} as shots_missed,
        {{ count_if("is_blocked") }} as shots_blocked,
        {{ count_if("is_unblocked") }} as unblocked_shots,
        {{ count_if("is_5v5") }} as shots_5v5,
        {{ count_if("is_on_goal and not is_goal") }} as saved_shots,
        {{ count_if("is_unblocked and danger = 'high'") }} as high_danger_shots,
        {{ count_if("is_rush") }} as rush_shots,
        {{ count_if("is_rebound") }} as rebound_shots,
        {{ count_if("shooter_id is null") }} as unattributed_shots,
        coalesce(sum(xg), 0) as xg,
        {{ count_if("period = 1 and is_on_goal") }} as first_period_sog,
        {{ count_if("period = 2 and is_on_goal") }} as second_period_sog,
        {{ count_if("period = 3 and is_on_goal") }} as third_period_sog,
        {{ count_if("period > 3 and is_on_goal") }} as overtime_sog
    from shots
    group by game_id, team_venue

)

select * from final
