-- One row per game and fault that makes its events incomplete or its ice times unreliable, as a sentence.
-- A game without a row about `events` is complete; one without a row about `ice_time` has reliable ice times.
-- Over 100 lines: every fault has its limit and its sentence side by side.
{{ config(indexes=[{"columns": ["game_id"]}]) }}
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

coverage as (

    select * from {{ ref("int_period_coverage") }} where {{ in_scope() }}

),

absent as (

    select * from {{ ref("int_players_without_shifts") }} where {{ in_scope() }}

),

expected as (

    -- the periods of regulation, tracked or not; overtime is expected if the league says so or it is tracked
    select games.game_id, regulation.number + 1 as period, games.regulation_periods, false as is_overtime
    from games
    cross join lateral {{ number_series("games.regulation_periods - 1") }} as regulation (number)
    union
    select games.game_id, games.regulation_periods + 1 as period, games.regulation_periods, true as is_overtime
    from games
    where
        games.decided_in in ('OT', 'SO')
        -- some trackers number overtime 4 whatever came before
        and not exists (
            select 1 from coverage
            where coverage.game_id = games.game_id and coverage.is_overtime and coverage.event_count > 0
        )
    union
    select games.game_id, coverage.period, games.regulation_periods, coverage.is_overtime
    from coverage
    inner join games on coverage.game_id = games.game_id
    where coverage.event_count > 0

),

periods as (

    select
        expected.game_id,
        expected.period,
        expected.regulation_periods,
        expected.is_overtime,
        case when expected.is_overtime then 'overtime' else 'period ' || cast(expected.period as text) end as period_name,
        coverage.length_seconds,
        coalesce(coverage.event_count, 0) as event_count,
        coverage.last_event_clock_seconds,
        coverage.ends_early,
        coverage.longest_stretch_seconds,
        coalesce(coverage.has_all_events, false) as has_all_events,
        coalesce(coverage.stint_count, 0) as stint_count,
        coverage.uncovered_seconds + coverage.gap_seconds as missing_seconds,
        max(expected.period) filter (where coverage.event_count > 0) over (partition by expected.game_id) as last_tracked_period,
        sum(coverage.stint_count) over (partition by expected.game_id) as game_stint_count
    from expected
    left join coverage on expected.game_id = coverage.game_id and expected.period = coverage.period

),

event_faults as (

    select
        game_id,
        'events' as about,
        period as sort_order,
        case
            when last_tracked_period is null
                then case when period = 1 then 'no events are tracked' end
            when period < last_tracked_period and event_count = 0 then period_name || ' is not tracked'
            when period = last_tracked_period and period < regulation_periods and not ends_early
                then 'tracking ends after ' || period_name
            when has_all_events then null
            when period = last_tracked_period and ends_early
                then 'tracking ends in ' || period_name || ' at ' || {{ clock_text("last_event_clock_seconds") }}
            when ends_early then period_name || ' is tracked down to ' || {{ clock_text("last_event_clock_seconds") }} || ' only'
            when event_count > 0
                then 'nothing is tracked for ' || {{ clock_text("longest_stretch_seconds") }} || ' of ' || period_name
            when is_overtime and last_tracked_period = regulation_periods then period_name || ' is not tracked'
        end as finding
    from periods

),

stint_faults as (

    select
        game_id,
        'ice_time' as about,
        period as sort_order,
        case
            when coalesce(game_stint_count, 0) = 0
                then case when period = 1 then 'no shifts are tracked' end
            when stint_count = 0 then 'no shifts are tracked in ' || period_name
            when missing_seconds > 5 then cast(missing_seconds as text) || ' s of ' || period_name || ' have no shifts'
        end as finding
    from periods

),

sums as (

    select
        game_id,
        sum(overlap_seconds) as overlap_seconds,
        sum(too_many_skaters_seconds) as too_many_skaters_seconds,
        sum(too_few_skaters_seconds) as too_few_skaters_seconds,
        -- only where the penalties of the period were tracked
        sum(unexplained_strength_seconds) filter (where has_all_events) as unexplained_strength_seconds
    from coverage
    group by game_id

),

absent_sides as (

    select
        game_id,
        team_venue,
        cast(count(*) as integer) as players,
        min(event_count) as event_count,
        string_agg('#' || coalesce(cast(player_number as text), '?'), ', ' order by player_number, player_id) as numbers
    from absent
    group by game_id, team_venue

),

absent_players as (

    -- one sentence for a game, however many they are
    select
        game_id,
        sum(players) as players,
        min(event_count) as event_count,
        string_agg(team_venue || ' ' || numbers, '; ' order by team_venue) as names
    from absent_sides
    group by game_id

),

sum_faults as (

    {% for column, limit, text in [
        ("overlap_seconds", 5, "shifts overlap for"),
        ("too_many_skaters_seconds", 10, "a side has too many skaters for"),
        ("too_few_skaters_seconds", 10, "a side has fewer than three skaters for"),
        ("unexplained_strength_seconds", 20, "a side is short of a skater, with no penalty running, for"),
    ] %}
    select
        game_id,
        'ice_time' as about,
        {{ 100 + loop.index }} as sort_order,
        '{{ text }} ' || cast({{ column }} as text) || ' s' as finding
    from sums
    where {{ column }} > {{ limit }}
    union all
    {% endfor %}
    select
        game_id,
        'ice_time' as about,
        200 as sort_order,
        case
            when players = 1 then names || ' takes part in ' || cast(event_count as text) || ' events but has no shifts'
            else cast(players as text) || ' players take part in events but have no shifts: ' || names
        end as finding
    from absent_players

),

final as (

    select * from event_faults where finding is not null
    union all
    select * from stint_faults where finding is not null
    union all
    select * from sum_faults

)

select * from final
