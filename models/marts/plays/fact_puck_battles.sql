-- One row per battle for a loose puck: who won it, who lost it, and what the winner's side did within ten seconds.
{{ config(materialized="view") }}
with

battles as (

    select * from {{ ref("fact_events") }} where event_type = 'LoosePuck'

),

outcomes as (

    select * from {{ ref("int_event_outcomes") }}

),

final as (

    select
        -- keys, clock, sides: those of the winner
        {{ event_columns("battles") }},

        -- who and where
        battles.event_detail,
        battles.event_player_1_id as winner_id,
        battles.opp_player_1_id as loser_id,
        battles.event_team_zone as winner_zone,

        -- strength and score
        battles.strength,
        battles.situation,
        battles.score_difference,

        -- within ten seconds
        {{ outcome_columns() }}
    from battles
    left join outcomes on battles.event_key = outcomes.event_key and battles.game_id = outcomes.game_id

)

{{ with_build_stamp(of_last_build=true) }}
