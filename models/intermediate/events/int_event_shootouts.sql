-- One row per tracked event with whether it belongs to the shootout: by its codes, by the name of its period, or because the
-- schedule (else the kind of game) says that the period can be nothing else.
{{ config(materialized="view") }}
{% set is_try = "events.is_shot_attempt or events.is_goal_detail" %}
with

events as (

    select * from {{ ref("int_events__classified") }}

),

schedule as (

    select * from {{ ref("stg_league__schedule") }}

),

described as (

    select
        events.*,
        schedule.decided_in,
        schedule.home_goals as official_home_goals,
        schedule.away_goals as official_away_goals,
        coalesce(schedule.game_kind in ('regular', 'preseason'), false) as has_one_overtime,
        coalesce(schedule.regulation_periods, 3) as regulation_periods,
        coalesce({{ is_try }}, false) as is_try,
        bool_or(events.is_shootout_code) over game as has_shootout_codes,
        bool_or(events.event_type = 'Faceoff') over game as has_faceoffs,
        max(case when {{ is_try }} then events.period end) over game as last_period_with_tries,
        bool_or(coalesce(events.period_name, '') in ('SO', 'SHOOTOUT', 'PSS', 'GWS')) over one_period as is_named_shootout,
        bool_or(events.event_type in ('Pass', 'Zone_Entry_Exit', 'Turnover', 'Possession', 'LoosePuck', 'Hit')) over one_period
            as has_play,
        count(*) filter (where events.event_type = 'Faceoff') over one_period as faceoffs,
        bool_or(({{ is_try }}) and events.team_venue = 'home') over one_period
        and bool_or(({{ is_try }}) and events.team_venue = 'away') over one_period as has_tries_of_both,
        coalesce(
            max(case when {{ is_try }} then events.clock_seconds end) over one_period
            = min(case when {{ is_try }} then events.clock_seconds end) over one_period, true
        ) as has_one_clock,
        -- not a shot of the overtime that was noted late
        coalesce(
            events.clock_seconds in (min(events.clock_seconds) over one_period, max(events.clock_seconds) over one_period), true
        ) as is_at_an_end,
        coalesce(
            bool_or(
                events.event_detail in ('Stoppage_PeriodEnd', 'Stoppage_Period')
                or events.event_detail_2 in ('Stoppage_PeriodEnd', 'Stoppage_StartofShootout')
                or events.event_type = 'Intermission'
            ) over before, false
        ) as is_after_period_end
    from events
    left join schedule on events.game_id = schedule.game_id
    window
        game as (partition by events.game_id),
        one_period as (partition by events.game_id, events.period),
        before as (
            partition by events.game_id, events.period order by events.event_order, events.event_index
            rows between unbounded preceding and 1 preceding
        )

),

final as (

    select
        described.*,
        is_shootout_code
        or (
            not is_marker
            and coalesce(period > regulation_periods, false)
            and (
                is_named_shootout
                or (
                    not has_shootout_codes
                    and period = last_period_with_tries
                    and case
                        when decided_in = 'SO' and is_after_period_end and is_at_an_end then is_try or event_type = 'Save'
                        when has_play then false
                        -- after one overtime a game of the regular season has a shootout (NHL rule 84.4)
                        when period > regulation_periods + 1 and decided_in = 'SO' then faceoffs <= 1
                        when period > regulation_periods + 1
                            then decided_in is null and has_one_overtime and faceoffs = 0 and has_one_clock
                        -- without an overtime; nobody scores in the overtime of a game that a shootout decides
                        else coalesce(
                            decided_in = 'SO' and faceoffs = 0 and has_faceoffs and has_one_clock and has_tries_of_both, false
                        )
                    end
                )
            )
        ) as is_shootout
    from described

)

select * from final
