-- One row per giveaway or takeaway: who lost the puck, who won it, where, and what the winners made of it within ten seconds.
{{ config(materialized="view") }}
with

turnovers as (

    select
        fact_events.*,
        event_detail = 'Turnover_Giveaway' as is_giveaway
    from {{ ref("fact_events") }} as fact_events
    where event_detail in ('Turnover_Giveaway', 'Turnover_Takeaway')

),

outcomes as (

    select * from {{ ref("int_event_outcomes") }}

),

zones as (

    select * from {{ ref("zones") }}

),

final as (

    select
        -- keys, clock, sides: those of the event
        {{ event_columns("turnovers") }},

        -- who lost it to whom
        case when turnovers.is_giveaway then 'giveaway' else 'takeaway' end as turnover_type,
        turnovers.event_detail_2,
        turnovers.giveaway_quality,
        case when turnovers.is_giveaway then turnovers.team_id else turnovers.opponent_team_id end as loser_team_id,
        case when turnovers.is_giveaway then turnovers.opponent_team_id else turnovers.team_id end as winner_team_id,
        case when turnovers.is_giveaway then turnovers.event_player_1_id else turnovers.opp_player_1_id end as loser_id,
        case when turnovers.is_giveaway then turnovers.opp_player_1_id else turnovers.event_player_1_id end as winner_id,

        -- where
        case when turnovers.is_giveaway then turnovers.event_team_zone else zones.mirror_zone end as loser_zone,
        case when turnovers.is_giveaway then zones.mirror_zone else turnovers.event_team_zone end as winner_zone,
        turnovers.puck_x,
        turnovers.puck_y,

        -- strength and score, as the event's side sees them
        turnovers.strength,
        turnovers.situation,
        turnovers.score_difference,

        -- within ten seconds: for the winners, against them
        {{ outcome_columns(is_swapped="turnovers.is_giveaway") }}
    from turnovers
    left join outcomes on turnovers.event_key = outcomes.event_key and turnovers.game_id = outcomes.game_id
    left join zones on turnovers.event_team_zone = zones.zone

)

{{ with_build_stamp(of_last_build=true) }}
