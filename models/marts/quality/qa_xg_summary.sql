-- One row per season and level of the expected-goals model, and one for all levels: goals, expected goals, and how good chances were.
{{ config(materialized="view") }}
with

shots as (

    select * from {{ ref("int_shots") }} where is_unblocked

),

games as (

    select * from {{ ref("int_games") }}

),

scored as (

    -- a chance of 0 or 1 would make one surprise cost infinitely much
    select
        games.season_id,
        shots.model_level,
        shots.xg,
        shots.xg_flurry_adjusted,
        shots.is_goal,
        power(cast(shots.is_goal as integer) - shots.xg, 2) as squared_error,
        -ln(
            cast(least(greatest(case when shots.is_goal then shots.xg else 1 - shots.xg end, 0.0001), 1) as double precision)
        ) as surprise
    from shots
    inner join games on shots.game_id = games.game_id

),

summed as (

    select
        season_id,
        coalesce(model_level, 'all') as model_level,
        cast(count(*) as integer) as shots,
        {{ count_if("is_goal") }} as goals,
        sum(xg) as xg,
        sum(xg_flurry_adjusted) as xg_flurry_adjusted,
        avg(surprise) as log_loss,
        avg(squared_error) as brier,
        cast(avg(cast(is_goal as integer)) as double precision) as goal_share
    from scored
    group by grouping sets ((season_id, model_level), (season_id))

),

final as (

    select
        season_id,
        model_level,
        shots,
        goals,
        cast(xg as numeric(12, 2)) as xg,
        cast(xg_flurry_adjusted as numeric(12, 2)) as xg_flurry_adjusted,
        cast({{ ratio("goals", "xg") }} as numeric(8, 3)) as goals_per_xg,
        cast(log_loss as numeric(8, 5)) as log_loss,
        cast(
            case
                when goal_share > 0 and goal_share < 1
                    then -(goal_share * ln(goal_share) + (1 - goal_share) * ln(1 - goal_share))
                else 0
            end as numeric(8, 5)
        ) as constant_rate_log_loss,
        cast(brier as numeric(8, 5)) as brier,
        cast(goal_share * (1 - goal_share) as numeric(8, 5)) as constant_rate_brier
    from summed

)

select * from final
