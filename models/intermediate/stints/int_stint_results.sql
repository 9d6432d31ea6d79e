-- One row per stint and side: goals, attempts, unblocked attempts, shots on goal and expected goals for and against.
-- Penalty shots are left out: only shooter and goalie are on the ice then. Without events nobody knows: NULL.
-- Over 100 lines: goals and attempts of both sides are the same columns once more.
{{ config(indexes=[
    {"columns": ["shift_key", "team_venue"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }} and not is_penalty_shot

),

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }} and not is_penalty_shot

),

sides as (

    select
        shift_key,
        game_id,
        'home' as team_venue,
        'away' as opp_venue,
        home_situation as situation,
        is_home_net_empty as is_net_empty
    from stints
    union all
    select
        shift_key,
        game_id,
        'away' as team_venue,
        'home' as opp_venue,
        away_situation as situation,
        is_away_net_empty as is_net_empty
    from stints

),

goal_counts as (

    select
        shift_key,
        team_venue,
        cast(count(*) as integer) as goals,
        {{ count_if("counts_for_plus_minus") }} as plus_minus_goals,
        {{ count_if("situation in ('even', 'short_handed', 'empty_net_for', 'empty_net_against')") }} as non_power_play_goals
    from goals
    group by shift_key, team_venue

),

shot_counts as (

    select
        shift_key,
        team_venue,
        cast(count(*) as integer) as attempts,
        {{ count_if("is_unblocked") }} as unblocked,
        {{ count_if("is_on_goal") }} as on_goal,
        coalesce(sum(xg), 0) as xg
    from shots
    group by shift_key, team_venue

),

final as (

    select
        sides.shift_key,
        sides.game_id,
        sides.team_venue,
        sides.situation,
        -- nothing happens in three of four stints: sums over players need only the others
        coalesce(goals_for.goals, goals_against.goals, shots_for.attempts, shots_against.attempts) is not null as has_results,
        case when inputs.has_events then coalesce(goals_for.goals, 0) end as gf,
        case when inputs.has_events then coalesce(goals_against.goals, 0) end as ga,
        case when inputs.has_events then coalesce(goals_for.plus_minus_goals, 0) end as plus_goals,
        case when inputs.has_events then coalesce(goals_against.plus_minus_goals, 0) end as minus_goals,
        case when inputs.has_events then coalesce(goals_for.non_power_play_goals, 0) end as plus_ev,
        case when inputs.has_events then coalesce(goals_against.non_power_play_goals, 0) end as minus_ev,
        case
            when sides.is_net_empty and inputs.has_events then 0
            when inputs.has_events then coalesce(goals_against.non_power_play_goals, 0)
        end as minus_en_adj,
        case when inputs.has_events then coalesce(shots_for.attempts, 0) end as cf,
        case when inputs.has_events then coalesce(shots_against.attempts, 0) end as ca,
        case when inputs.has_events then coalesce(shots_for.unblocked, 0) end as ff,
        case when inputs.has_events then coalesce(shots_against.unblocked, 0) end as fa,
        case when inputs.has_events then coalesce(shots_for.on_goal, 0) end as sf,
        case when inputs.has_events then coalesce(shots_against.on_goal, 0) end as sa,
        case when inputs.has_events then coalesce(shots_for.xg, 0) end as xgf,
        case when inputs.has_events then coalesce(shots_against.xg, 0) end as xga
    from sides
    inner join inputs on sides.game_id = inputs.game_id
    left join goal_counts as goals_for
        on sides.shift_key = goals_for.shift_key and sides.team_venue = goals_for.team_venue
    left join goal_counts as goals_against
        on sides.shift_key = goals_against.shift_key and sides.opp_venue = goals_against.team_venue
    left join shot_counts as shots_for
        on sides.shift_key = shots_for.shift_key and sides.team_venue = shots_for.team_venue
    left join shot_counts as shots_against
        on sides.shift_key = shots_against.shift_key and sides.opp_venue = shots_against.team_venue

)

select * from final
