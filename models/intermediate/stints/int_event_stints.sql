-- One row per event with a clock and the stint it happened in. A stint covers start >= clock > end; at a change a goal,
-- shot, save or penalty belongs to the stint that ends. A goal belongs to the stint that ends with it, whatever the clocks say.
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

goal_shots as (

    select * from {{ ref("int_goal_shots") }} where {{ in_scope() }}

),

timeline as (

    -- clock order: what ends a stint, then the change, then what begins the next
    select
        game_id,
        period,
        clock_seconds,
        case when is_goal or is_shot_attempt or event_type in ('Save', 'Penalty') then 0 else 2 end as turn,
        event_key,
        cast(null as integer) as stint_number
    from events
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

    select event_key, stint_number from goal_matches where preference = 1
    union all
    select goal_shots.shot_event_key as event_key, goal_matches.stint_number
    from goal_shots
    inner join goal_matches on goal_shots.goal_event_key = goal_matches.event_key and goal_matches.preference = 1

),

final as (

    select
        events.event_key,
        events.game_id,
        stints.shift_key,
        stints.stint_number,
        case
            when by_goal.stint_number is not null then 'goal'
            when by_index.stint_number is not null then 'shift_index'
            else 'clock'
        end as matched_by
    from events
    left join by_goal on events.event_key = by_goal.event_key
    left join by_index on events.event_key = by_index.event_key
    left join by_clock on events.event_key = by_clock.event_key
    inner join stints
        on
            events.game_id = stints.game_id
            and coalesce(by_goal.stint_number, by_index.stint_number, by_clock.stint_number) = stints.stint_number

)

select * from final
