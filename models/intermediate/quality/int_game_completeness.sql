-- One row per game: whether events and stints cover it, whether its ice times can be trusted, and what speaks against it.
{{ config(indexes=[{"columns": ["game_id"], "unique": true}]) }}
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

coverage as (

    select * from {{ ref("int_period_coverage") }} where {{ in_scope() }}

),

findings as (

    select * from {{ ref("int_completeness_findings") }} where {{ in_scope() }}

),

absent as (

    select
        game_id,
        cast(count(*) as integer) as players_without_shifts
    from {{ ref("int_players_without_shifts") }}
    group by game_id

),

summed as (

    select
        game_id,
        {{ count_if("not is_overtime and has_all_events") }} as periods_with_events,
        {{ count_if("not is_overtime and stint_count > 0 and uncovered_seconds + gap_seconds <= 5") }} as periods_with_stints,
        {{ sum_if("greatest(uncovered_seconds, 0)", "stint_count > 0 or event_count > 0") }} as uncovered_seconds,
        cast(sum(gap_seconds) as integer) as gap_seconds,
        cast(sum(overlap_seconds) as integer) as overlap_seconds,
        cast(sum(too_many_skaters_seconds) as integer) as too_many_skaters_seconds,
        cast(sum(too_few_skaters_seconds) as integer) as too_few_skaters_seconds,
        cast(sum(goalie_missing_seconds) as integer) as goalie_missing_seconds,
        {{ sum_if("unexplained_strength_seconds", "has_all_events") }} as unexplained_strength_seconds,
        {{ sum_if("long_stretch_count", "event_count > 0") }} as long_stretch_count,
        max(longest_stretch_seconds) filter (where event_count > 0) as longest_stretch_seconds,
        max(period) filter (where event_count > 0) as last_tracked_period
    from coverage
    group by game_id

),

faults as (

    select
        game_id,
        string_agg(finding, '; ' order by sort_order, finding) filter (where about = 'events') as event_faults,
        string_agg(finding, '; ' order by sort_order, finding) filter (where about = 'ice_time') as ice_time_faults
    from findings
    group by game_id

),

final as (

    select
        games.game_id,
        faults.event_faults is null as is_complete,
        faults.ice_time_faults is null as toi_reliable,
        faults.event_faults,
        faults.ice_time_faults,
        coalesce(summed.periods_with_events, 0) as periods_with_events,
        coalesce(summed.periods_with_stints, 0) as periods_with_stints,
        summed.last_tracked_period,
        coverage.last_event_clock_seconds as last_tracked_clock_seconds,
        summed.uncovered_seconds,
        summed.gap_seconds,
        summed.overlap_seconds,
        summed.too_many_skaters_seconds,
        summed.too_few_skaters_seconds,
        summed.goalie_missing_seconds,
        summed.unexplained_strength_seconds,
        summed.long_stretch_count,
        summed.longest_stretch_seconds,
        coalesce(absent.players_without_shifts, 0) as players_without_shifts
    from games
    left join summed on games.game_id = summed.game_id
    left join coverage on games.game_id = coverage.game_id and summed.last_tracked_period = coverage.period
    left join absent on games.game_id = absent.game_id
    left join faults on games.game_id = faults.game_id

)

select * from final
