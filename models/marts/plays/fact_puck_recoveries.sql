-- One row per loose puck recovered or retrieved, and what the side did with it within ten seconds.
{{ config(materialized="view") }}
with

recoveries as (

    select * from {{ ref("fact_events") }} where event_detail in ('Possession_PuckRecovery', 'Possession_PuckRetrieval')

),

outcomes as (

    select * from {{ ref("int_event_outcomes") }}

),

final as (

    select
        -- keys, clock, sides
        {{ event_columns("recoveries") }},

        -- who and where
        case recoveries.event_detail when 'Possession_PuckRecovery' then 'recovery' else 'retrieval' end as recovery_type,
        recoveries.event_player_1_id as player_id,
        recoveries.opp_player_1_id as opponent_id,
        recoveries.event_team_zone as zone,
        recoveries.play_detail1,
        recoveries.puck_x,
        recoveries.puck_y,

        -- strength and score
        recoveries.strength,
        recoveries.situation,
        recoveries.score_difference,

        -- within ten seconds
        {{ outcome_columns() }},
        outcomes.puck_losses as puck_losses_10s
    from recoveries
    left join outcomes on recoveries.event_key = outcomes.event_key and recoveries.game_id = outcomes.game_id

)

{{ with_build_stamp(of_last_build=true) }}
