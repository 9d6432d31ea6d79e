-- One row per tracked event with its number in playing order: period, clock, and within one second the order of the rows. A clock
-- that contradicts the events around it (1:05 between 11:07 and 11:03) is a typing error, and the row decides.
-- Over 100 lines: each step finds one kind of clock fault, and the next needs the order that it leaves.
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("int_event_sides") }}

),

clocked as (

    -- of markers such as intermissions the clock may be anything: they stay behind the event before them
    select
        events.*,
        case when event_type not in ('Intermission', 'Timeout', 'GameStart', 'GameEnd') then clock_seconds end as order_clock
    from events

),

compared as (

    select
        clocked.*,
        lag(order_clock) over noted as clock_before,
        lead(order_clock) over noted as clock_after,
        coalesce(lag(linked_event_index) over noted = linked_event_index, false) as is_linked_before,
        coalesce(lead(linked_event_index) over noted = linked_event_index, false) as is_linked_after
    from clocked
    -- rows without a clock are passed over
    window noted as (partition by game_id, period, order_clock is null order by event_order, event_index)

),

runs as (

    -- rows of one clock after each other, such as a shot and its goal, are wrong together
    select
        compared.*,
        count(*) filter (where clock_before is distinct from order_clock) over (
            partition by game_id, period, order_clock is null order by event_order, event_index
        ) as run_number
    from compared

),

surrounded as (

    select
        runs.*,
        max(case when clock_before <> order_clock then clock_before end) over one_run as run_after_clock,
        max(case when clock_after <> order_clock then clock_after end) over one_run as run_before_clock,
        bool_or(is_linked_before and clock_before <> order_clock) over one_run as is_run_linked_before,
        bool_or(is_linked_after and clock_after <> order_clock) over one_run as is_run_linked_after
    from runs
    window one_run as (partition by game_id, period, order_clock is null, run_number)

),

judged as (

    -- more than a minute off between two rows in order, with the right seconds of a wrong minute or linked to one of the two
    select
        surrounded.*,
        case
            when not coalesce(
                run_after_clock >= run_before_clock
                and (order_clock > run_after_clock + 60 or order_clock < run_before_clock - 60), false
            ) then null
            when is_run_linked_before then run_after_clock
            when is_run_linked_after then run_before_clock
            when
                run_after_clock - run_before_clock <= 30
                and mod(run_after_clock - order_clock + 3600, 60) <= run_after_clock - run_before_clock
                then run_after_clock - mod(run_after_clock - order_clock + 3600, 60)
        end as mended_clock
    from surrounded

),

stepped as (

    -- a clock that goes up by a second, or by three in a chain, is one moment read twice
    select
        judged.*,
        coalesce(mended_clock, order_clock) as likely_clock,
        lag(coalesce(mended_clock, order_clock)) over noted as likely_clock_before
    from judged
    window noted as (partition by game_id, period, order_clock is null order by event_order, event_index)

),

placed as (

    select
        stepped.*,
        case
            when likely_clock - likely_clock_before between 1 and case when is_linked_before then 3 else 1 end
                then likely_clock_before
            else likely_clock
        end as placed_clock,
        count(likely_clock) over (partition by game_id, period order by event_order, event_index) as clock_number
    from stepped

),

known as (

    -- a row without a clock stays behind the one before it
    select
        placed.*,
        coalesce(placed_clock, max(placed_clock) over (partition by game_id, period, clock_number), 10000) as playing_clock
    from placed

),

final as (

    select
        known.*,
        mended_clock is not null as is_clock_mistyped,
        -- the clock goes back: the row was noted late, or the one before it too early
        case when placed_clock > likely_clock_before then likely_clock_before end as noted_after_clock,
        row_number() over (
            partition by game_id order by period, playing_clock desc, event_order, event_index
        ) as playing_number
    from known

)

select * from final
