-- One row per game and period: how much of it the stints and the events cover, and where the stints contradict themselves.
with

periods as (

    select * from {{ ref("int_periods") }} where {{ in_scope() }}

),

stints as (

    select
        int_stints.*,
        lag(end_clock_seconds) over (partition by game_id, period order by stint_number) as previous_end_clock_seconds
    from {{ ref("int_stints") }}
    where {{ in_scope() }}

),

events as (

    select
        game_id,
        period,
        min(clock_seconds) as last_event_clock_seconds,
        bool_or(event_detail in ('Stoppage_PeriodEnd', 'Stoppage_GameEnd') or event_type = 'GameEnd') as has_end_marker,
        {{ count_if("not is_marker and event_type <> 'Stoppage'") }} as event_count
    from {{ ref("int_events") }}
    where {{ in_scope() }} and not is_shootout and period is not null
    group by game_id, period

),

stint_sums as (

    select
        game_id,
        period,
        cast(count(*) as integer) as stint_count,
        cast(sum(duration_seconds) as integer) as stint_seconds,
        max(start_clock_seconds) as first_start_clock_seconds,
        min(end_clock_seconds) as last_end_clock_seconds,
        {{ sum_if("previous_end_clock_seconds - start_clock_seconds", "start_clock_seconds < previous_end_clock_seconds") }}
            as gap_seconds,
        {{ sum_if("start_clock_seconds - previous_end_clock_seconds", "start_clock_seconds > previous_end_clock_seconds") }}
            as overlap_seconds,
        {{ sum_if(
            "duration_seconds",
            "home_skaters > 6 or away_skaters > 6"
            ~ " or (home_skaters > 5 and home_goalie_id is not null) or (away_skaters > 5 and away_goalie_id is not null)"
        ) }} as too_many_skaters_seconds,
        {{ sum_if("duration_seconds", "home_skaters < 3 or away_skaters < 3") }} as too_few_skaters_seconds
    from stints
    group by game_id, period

),

unexplained as (

    select
        game_id,
        period,
        cast(sum(duration_seconds) as integer) as seconds
    from {{ ref("int_unexplained_strength") }}
    where {{ in_scope() }}
    group by game_id, period

),

final as (

    select
        periods.game_id,
        periods.period,
        periods.length_seconds,
        coalesce(events.event_count, 0) as event_count,
        events.last_event_clock_seconds,
        -- overtime may end at any second; regulation must be tracked into its last minute
        coalesce(
            events.event_count > 0
            and (periods.period > 3 or events.has_end_marker or events.last_event_clock_seconds <= 60), false
        ) as has_all_events,
        coalesce(stint_sums.stint_count, 0) as stint_count,
        coalesce(stint_sums.stint_seconds, 0) as stint_seconds,
        coalesce(stint_sums.gap_seconds, 0) as gap_seconds,
        coalesce(stint_sums.overlap_seconds, 0) as overlap_seconds,
        case
            when periods.period > 3 then 0
            else periods.length_seconds
                - coalesce(stint_sums.first_start_clock_seconds - stint_sums.last_end_clock_seconds, 0)
        end as uncovered_seconds,
        coalesce(stint_sums.too_many_skaters_seconds, 0) as too_many_skaters_seconds,
        coalesce(stint_sums.too_few_skaters_seconds, 0) as too_few_skaters_seconds,
        coalesce(unexplained.seconds, 0) as unexplained_strength_seconds
    from periods
    left join stint_sums on periods.game_id = stint_sums.game_id and periods.period = stint_sums.period
    left join events on periods.game_id = events.game_id and periods.period = events.period
    left join unexplained on periods.game_id = unexplained.game_id and periods.period = unexplained.period

)

select * from final
