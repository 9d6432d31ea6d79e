-- One row per game and period with events: where they end, and how long nothing was noted while the clock ran.
{{ config(materialized="view") }}
with

events as (

    -- timeouts and intermissions hold video times; an intermission at 0:00 ends its period
    select * from {{ ref("int_events") }}
    where
        {{ in_scope() }}
        and not is_shootout
        and period is not null
        and (
            not is_marker
            or event_type in ('Stoppage', 'DeadIce', 'GameEnd')
            or (event_type = 'Intermission' and clock_seconds = 0)
        )

),

periods as (

    select * from {{ ref("int_periods") }} where {{ in_scope() }}

),

followed as (

    select
        events.game_id,
        events.period,
        periods.is_overtime,
        events.is_marker,
        events.clock_seconds,
        least(events.clock_seconds, events.end_clock_seconds) as end_clock_seconds,
        coalesce(
            events.event_detail in ('Stoppage_PeriodEnd', 'Stoppage_GameEnd') or events.event_type = 'GameEnd', false
        ) as is_end_marker,
        -- an event that is long over says nothing of the time after it
        coalesce(
            min(least(events.clock_seconds, events.end_clock_seconds)) over earlier, periods.length_seconds
        ) - events.clock_seconds as stretch_seconds
    from events
    inner join periods on events.game_id = periods.game_id and events.period = periods.period
    where events.clock_seconds is not null
    window earlier as (
        partition by events.game_id, events.period order by events.clock_seconds desc, events.event_number
        rows between unbounded preceding and 1 preceding
    )

),

final as (

    select
        game_id,
        period,
        {{ count_if("not is_marker") }} as event_count,
        min(end_clock_seconds) as last_event_clock_seconds,
        min(clock_seconds) filter (where not is_marker) as last_play_clock_seconds,
        -- overtime may end at any second; regulation must be tracked into its last minute
        not is_overtime and not bool_or(is_end_marker) and min(end_clock_seconds) > 60 as ends_early,
        {{ count_if("stretch_seconds > 180") }} as long_stretch_count,
        max(stretch_seconds) as longest_stretch_seconds
    from followed
    group by game_id, period, is_overtime

)

select * from final
