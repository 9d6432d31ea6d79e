-- One row per try to leave the defensive zone: who, how, against whom, and what came of it within ten seconds.
{{ config(materialized="view") }}
with

exits as (

    select * from {{ ref("fact_events") }} where event_detail in ('Zone_Exit', 'Zone_Exit_Failed')

),

outcomes as (

    select * from {{ ref("int_event_outcomes") }}

),

final as (

    select
        -- keys, clock, sides
        {{ event_columns("exits") }},

        -- who and how
        exits.event_player_1_id as player_id,
        exits.opp_player_1_id as forechecker_id,
        exits.event_detail_2,
        exits.method,
        exits.event_detail = 'Zone_Exit' as is_success,
        exits.event_detail = 'Zone_Exit' and exits.is_controlled as is_controlled,
        exits.puck_x,
        exits.puck_y,

        -- strength and score
        exits.strength,
        exits.situation,
        exits.score_difference,

        -- within ten seconds
        {{ outcome_columns() }},
        outcomes.entries_for as entries_for_10s,
        outcomes.puck_losses as puck_losses_10s
    from exits
    left join outcomes on exits.event_key = outcomes.event_key and exits.game_id = outcomes.game_id

)

{{ with_build_stamp(of_last_build=true) }}
