-- One row per try to enter the offensive zone: who, how, against whom, and what came of it within ten seconds.
{{ config(materialized="view") }}
with

entries as (

    select * from {{ ref("fact_events") }} where event_detail in ('Zone_Entry', 'Zone_Entry_Failed')

),

outcomes as (

    select * from {{ ref("int_event_outcomes") }}

),

final as (

    select
        -- keys, clock, sides
        {{ event_columns("entries") }},

        -- who and how
        entries.event_player_1_id as player_id,
        entries.opp_player_1_id as defender_id,
        entries.event_detail_2,
        entries.method,
        entries.event_detail = 'Zone_Entry' as is_success,
        entries.event_detail = 'Zone_Entry' and entries.is_controlled as is_controlled,
        entries.puck_x,
        entries.puck_y,

        -- strength and score
        entries.strength,
        entries.situation,
        entries.score_difference,

        -- within ten seconds
        {{ outcome_columns() }},
        outcomes.exits_against as exits_against_10s,
        outcomes.puck_losses as puck_losses_10s,
        outcomes.first_attempt_event_key,
        outcomes.first_attempt_seconds,
        outcomes.first_attempt_passes
    from entries
    left join outcomes on entries.event_key = outcomes.event_key and entries.game_id = outcomes.game_id

)

{{ with_build_stamp(of_last_build=true) }}
