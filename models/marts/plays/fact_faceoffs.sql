-- One row per faceoff: who won and lost it, where each saw it, and what the winner's side did with it.
{{ config(materialized="view") }}
with

faceoffs as (

    select * from {{ ref("fact_events") }} where event_type = 'Faceoff'

),

outcomes as (

    select * from {{ ref("int_event_outcomes") }}

),

zones as (

    select * from {{ ref("zones") }}

),

final as (

    select
        -- keys, clock, sides: those of the winner
        {{ event_columns("faceoffs") }},

        -- who, where
        faceoffs.event_detail,
        faceoffs.event_player_1_id as winner_id,
        faceoffs.opp_player_1_id as loser_id,
        faceoffs.event_team_zone as winner_zone,
        zones.mirror_zone as loser_zone,
        faceoffs.puck_x,
        faceoffs.puck_y,

        -- strength and score
        faceoffs.strength,
        faceoffs.situation,
        faceoffs.score_difference,

        -- within ten seconds
        {{ outcome_columns() }},
        outcomes.first_attempt_seconds
    from faceoffs
    left join outcomes on faceoffs.event_key = outcomes.event_key and faceoffs.game_id = outcomes.game_id
    left join zones on faceoffs.event_team_zone = zones.zone

)

{{ with_build_stamp(of_last_build=true) }}
