-- One row per body check: who hit whom, and where.
{{ config(materialized="view") }}
with

hits as (

    select * from {{ ref("fact_events") }} where event_type = 'Hit'

),

final as (

    select
        -- keys, clock, sides: those of the hitter
        {{ event_columns("hits") }},

        -- who and where
        event_player_1_id as hitter_id,
        opp_player_1_id as hit_player_id,
        event_team_zone as zone,
        puck_x,
        puck_y,

        -- strength and score
        strength,
        situation,
        score_difference
    from hits

)

{{ with_build_stamp(of_last_build=true) }}
