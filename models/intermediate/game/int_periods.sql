-- One row per game and period with its length in clock seconds, from the export, the first stint, the schedule, the league's
-- settings or the events; and whether it is overtime or the last period of regulation.
-- Over 100 lines: a length has five possible sources, which stand in their order.
{{ config(indexes=[
    {"columns": ["game_id", "period"], "unique": true},
]) }}
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

exports as (

    select * from {{ ref("stg_tracker__games") }} where {{ in_scope() }}

),

events as (

    select
        game_id,
        period,
        max(clock_seconds) as highest_clock_seconds
    from {{ ref("stg_tracker__events") }}
    where {{ in_scope() }} and period is not null
    group by game_id, period

),

shifts as (

    select
        game_id,
        period,
        max(start_clock_seconds) as first_start_clock_seconds
    from {{ ref("stg_tracker__shifts") }}
    where {{ in_scope() }} and period is not null
    group by game_id, period

),

periods as (

    select game_id, period from events
    union
    select game_id, period from shifts

),

lengths as (

    select
        periods.game_id,
        periods.period,
        {{ is_overtime("periods.period", "games.regulation_periods") }} as is_overtime,
        periods.period = games.regulation_periods as is_last_period,
        coalesce(
            case
                when {{ is_overtime("periods.period", "games.regulation_periods") }} then exports.overtime_seconds
                when periods.period = 1 then exports.period_1_seconds
                when periods.period = 2 then exports.period_2_seconds
                when periods.period = 3 then exports.period_3_seconds
            end,
            shifts.first_start_clock_seconds,
            case
                when {{ is_overtime("periods.period", "games.regulation_periods") }} then games.overtime_length_seconds
                else games.period_length_seconds
            end,
            events.highest_clock_seconds,
            {{ var("default_period_seconds") }}
        ) as stated_length_seconds,
        coalesce(shifts.first_start_clock_seconds, 0) as first_start_clock_seconds
    from periods
    inner join games on periods.game_id = games.game_id
    left join exports on periods.game_id = exports.game_id
    left join shifts on periods.game_id = shifts.game_id and periods.period = shifts.period
    left join events on periods.game_id = events.game_id and periods.period = events.period

),

measured as (

    -- a period cannot be shorter than the clock at its first stint
    select
        game_id,
        period,
        is_overtime,
        is_last_period,
        greatest(stated_length_seconds, first_start_clock_seconds) as length_seconds
    from lengths

),

final as (

    select
        game_id,
        period,
        is_overtime,
        is_last_period,
        length_seconds,
        cast(
            coalesce(
                sum(length_seconds) over (
                    partition by game_id order by period rows between unbounded preceding and 1 preceding
                ), 0
            ) as integer
        ) as elapsed_before_seconds
    from measured

)

select * from final
