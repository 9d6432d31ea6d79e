-- One row per game and period: how much of it the stints and the events cover, and where the stints contradict themselves.
-- Over 100 lines: every measure of coverage is one expression with its reason.
{{ config(indexes=[
    {"columns": ["game_id", "period"], "unique": true},
]) }}
with

periods as (

    select * from {{ ref("int_periods") }} where {{ in_scope() }}

),

stints as (

    select
        *,
        lag(end_clock_seconds) over (partition by game_id, period order by stint_number) as previous_end_clock_seconds
    from {{ ref("int_stints") }}
    where {{ in_scope() }}

),

event_stretches as (

    select * from {{ ref("int_event_stretches") }}

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
        {{ sum_if("duration_seconds", "home_skaters < 3 or away_skaters < 3") }} as too_few_skaters_seconds,
        -- a net left alone, and no sixth skater for it
        {{ sum_if(
            "duration_seconds",
            "(is_home_net_empty and home_skaters < 6 and home_skaters <= away_skaters)"
            ~ " or (is_away_net_empty and away_skaters < 6 and away_skaters <= home_skaters)"
        ) }} as goalie_missing_seconds
    from stints
    group by game_id, period

),

final as (

    select
        -- keys
        periods.game_id,
        periods.period,
        periods.is_overtime,
        periods.length_seconds,

        -- events
        coalesce(event_stretches.event_count, 0) as event_count,
        event_stretches.last_event_clock_seconds,
        coalesce(event_stretches.ends_early, true) as ends_early,
        coalesce(event_stretches.long_stretch_count, 0) as long_stretch_count,
        coalesce(event_stretches.longest_stretch_seconds, periods.length_seconds) as longest_stretch_seconds,
        -- five minutes in which nothing was noted are five minutes that nobody tracked
        coalesce(
            event_stretches.event_count > 0
            and not event_stretches.ends_early
            and event_stretches.longest_stretch_seconds <= 300, false
        ) as has_all_events,

        -- stints
        coalesce(stint_sums.stint_count, 0) as stint_count,
        coalesce(stint_sums.stint_seconds, 0) as stint_seconds,
        coalesce(stint_sums.gap_seconds, 0) as gap_seconds,
        coalesce(stint_sums.overlap_seconds, 0) as overlap_seconds,
        -- regulation runs to 0:00, overtime to its last event
        periods.length_seconds - coalesce(
            stint_sums.first_start_clock_seconds
            - case
                when not periods.is_overtime then stint_sums.last_end_clock_seconds
                else greatest(stint_sums.last_end_clock_seconds - coalesce(event_stretches.last_play_clock_seconds, 0), 0)
            end, 0
        ) as uncovered_seconds,
        coalesce(stint_sums.too_many_skaters_seconds, 0) as too_many_skaters_seconds,
        coalesce(stint_sums.too_few_skaters_seconds, 0) as too_few_skaters_seconds,
        coalesce(stint_sums.goalie_missing_seconds, 0) as goalie_missing_seconds,
        coalesce(unexplained.seconds, 0) as unexplained_strength_seconds
    from periods
    left join stint_sums on periods.game_id = stint_sums.game_id and periods.period = stint_sums.period
    left join event_stretches on periods.game_id = event_stretches.game_id and periods.period = event_stretches.period
    left join unexplained on periods.game_id = unexplained.game_id and periods.period = unexplained.period

)

select * from final
