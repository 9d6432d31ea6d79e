-- One row per try to keep the puck in the offensive zone at the blue line, and what came of it within ten seconds.
{{ config(materialized="view") }}
with

keepins as (

    select * from {{ ref("fact_events") }} where event_detail in ('Zone_Keepin', 'Zone_Keepin_Failed')

),

outcomes as (

    select * from {{ ref("int_event_outcomes") }}

),

final as (

    select
        -- keys, clock, sides
        {{ event_columns("keepins") }},

        -- who and how
        keepins.event_player_1_id as player_id,
        keepins.opp_player_1_id as opponent_id,
        keepins.event_detail_2,
        keepins.event_detail = 'Zone_Keepin' as is_success,

        -- strength and score
        keepins.strength,
        keepins.situation,
        keepins.score_difference,

        -- within ten seconds
        {{ outcome_columns() }},
        outcomes.exits_against as exits_against_10s
    from keepins
    left join outcomes on keepins.event_key = outcomes.event_key and keepins.game_id = outcomes.game_id

)

{{ with_build_stamp(of_last_build=true) }}
