-- One row per level of the expected-goals model and bin of shots of about equal chance: goals expected and goals scored.
{{ config(materialized="view") }}
with

shots as (

    select * from {{ ref("int_shots") }} where is_unblocked

),

sized as (

    select
        event_key,
        model_level,
        xg,
        is_goal,
        count(*) over (partition by model_level) as shots_of_level
    from shots

),

binned as (

    -- ten bins of equal numbers; fewer where they would have less than 50 shots
    select
        model_level,
        xg,
        is_goal,
        ntile(cast(least(10, greatest(1, shots_of_level / 50)) as integer)) over (
            partition by model_level order by xg, event_key
        ) as bin
    from sized

),

counted as (

    select
        model_level,
        bin,
        cast(count(*) as integer) as shots,
        {{ count_if("is_goal") }} as goals,
        sum(xg) as xg,
        min(xg) as lowest_xg,
        max(xg) as highest_xg,
        avg(xg) as mean_xg,
        avg(cast(is_goal as integer)) as goal_share
    from binned
    group by model_level, bin

),

final as (

    -- Wilson's interval: 95 of 100 such bins have the true share of goals within it
    select
        model_level,
        bin,
        shots,
        goals,
        cast(xg as numeric(12, 2)) as xg,
        cast(lowest_xg as numeric(6, 4)) as lowest_xg,
        cast(highest_xg as numeric(6, 4)) as highest_xg,
        cast(mean_xg as numeric(6, 4)) as mean_xg,
        cast(goal_share as numeric(6, 4)) as goal_share,
        cast({{ wilson_bound("goal_share", "shots", "-") }} as numeric(6, 4)) as goal_share_low,
        cast({{ wilson_bound("goal_share", "shots", "+") }} as numeric(6, 4)) as goal_share_high
    from counted

)

select * from final
