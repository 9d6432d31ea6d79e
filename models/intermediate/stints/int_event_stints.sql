-- One row per event with a clock and the stint it happened in. A stint covers start >= clock > end; at a change a goal,
-- shot, save or penalty belongs to the stint that ends, but after a faceoff of that second to the one that begins. A goal
-- belongs to the stint that ends with it, whatever the clocks say.
-- Over 100 lines: three ways to match an event to its stint, and the order in which they count.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

events as (

    select * from {{ ref("int_events") }}
    where {{ in_scope() }} and period is not null and clock_seconds is not null and not is_shootout

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

faceoffs as (

    -- who lined up for it play on; only one that follows play of the same second tells a change
    select
        game_id,
        period,
        clock_seconds,
        min(event_number) as event_number
    from events
    where event_type = 'Faceoff'
    group by game_id, period, clock_seconds

),

timeline as (

    -- clock order: what ends a stint, then the change, then what begins the next
    select
        events.game_id,
        events.period,
        events.clock_seconds,
        case
            when faceoffs.event_number < events.event_number then 2
            when events.is_goal or events.is_shot_attempt or events.event_type in ('Save', 'Penalty') then 0
            else 2
        end as turn,
        events.event_key,
        cast(null as integer) as stint_number
    from events
    left join faceoffs
        on
            events.game_id = faceoffs.game_id
            and events.period = faceoffs.period
            and events.clock_seconds = faceoffs.clock_seconds
    union all
    select
        game_id,
        period,
        start_clock_seconds as clock_seconds,
        1 as turn,
        cast(null as text) as event_key,
        stint_number
    from stints

),

swept as (

    select
        timeline.*,
        max(stint_number) over (
            partition by game_id, period order by clock_seconds desc, turn rows between unbounded preceding and current row
        ) as running_stint_number,
        min(stint_number) over (partition by game_id, period) as first_stint_number
    from timeline

),

by_clock as (

    -- clocks of events and stints differ by up to 3 s; further off there is nobody known on the ice
    select
        swept.event_key,
        stints.stint_number
    from swept
    inner join stints
        on
            swept.game_id = stints.game_id
            and coalesce(swept.running_stint_number, swept.first_stint_number) = stints.stint_number
    where
        swept.event_key is not null
        and swept.clock_seconds between stints.end_clock_seconds - 3 and stints.start_clock_seconds + 3

),

by_index as (

    select
        events.event_key,
        stints.stint_number
    from events
    inner join stints
        on
            events.game_id = stints.game_id
            and events.shift_index = stints.shift_index
            and events.period = stints.period
            and events.clock_seconds between stints.end_clock_seconds and stints.start_clock_seconds

),

goals as (

    select
        events.*,
        row_number() over (partition by game_id, period order by event_number) as goal_number,
        count(*) over (partition by game_id, period) as goals_in_period
    from events
    where is_goal

),

goal_stints as (

    select
        stints.*,
        row_number() over (partition by game_id, period order by stint_number) as goal_number,
        count(*) over (partition by game_id, period) as goals_in_period
    from stints
    where ends_with_goal

),

goal_matches as (

    -- in order where a period has as many goals as stints that end with one; else the nearest such stint
    select
        goals.event_key,
        goal_stints.stint_number,
        goals.goal_number = goal_stints.goal_number as is_in_order,
        row_number() over (
            partition by goals.event_key
            order by
                case when goals.goal_number = goal_stints.goal_number then 0 else 1 end,
                abs(goals.clock_seconds - goal_stints.end_clock_seconds),
                goal_stints.stint_number
        ) as preference
    from goals
    inner join goal_stints
        on
            goals.game_id = goal_stints.game_id
            and goals.period = goal_stints.period
            and coalesce(goal_stints.goal_venue, goals.team_venue) = goals.team_venue
            and (
                (
                    goals.goals_in_period = goal_stints.goals_in_period
                    and goals.goal_number = goal_stints.goal_number
                    and abs(goals.clock_seconds - goal_stints.end_clock_seconds) <= 10
                )
                or abs(goals.clock_seconds - goal_stints.end_clock_seconds) <= 3
            )

),

by_goal as (

    -- a stint ends with one goal: of two in its last second the one that was noted first
    select event_key, stint_number
    from (
        select
            goal_matches.event_key,
            goal_matches.stint_number,
            row_number() over (
                partition by goal_matches.stint_number, goals.game_id order by goal_matches.is_in_order desc, goals.event_number
            ) as claim
        from goal_matches
        inner join goals on goal_matches.event_key = goals.event_key
        where goal_matches.preference = 1
    ) as claims
    where claim = 1

),

matched as (

    select
        events.event_key,
        events.game_id,
        events.goal_event_key,
        coalesce(by_goal.stint_number, by_index.stint_number, by_clock.stint_number) as stint_number,
        case
            when by_goal.stint_number is not null then 'goal'
            when by_index.stint_number is not null then 'shift_index'
            else 'clock'
        end as matched_by
    from events
    left join by_goal on events.event_key = by_goal.event_key
    left join by_index on events.event_key = by_index.event_key
    left join by_clock on events.event_key = by_clock.event_key

),

resolved as materialized (

    -- a goal and the shot it came from are one thing; settled before stints are joined, each of which would be tried
    select
        matched.event_key,
        matched.game_id,
        coalesce(goals_matched.stint_number, matched.stint_number) as stint_number,
        coalesce(goals_matched.matched_by, matched.matched_by) as matched_by
    from matched
    left join matched as goals_matched
        on matched.goal_event_key = goals_matched.event_key and goals_matched.stint_number is not null

),

final as (

    select
        resolved.event_key,
        resolved.game_id,
        stints.shift_key,
        stints.stint_number,
        resolved.matched_by
    from resolved
    inner join stints on resolved.game_id = stints.game_id and resolved.stint_number = stints.stint_number

)

select * from final
