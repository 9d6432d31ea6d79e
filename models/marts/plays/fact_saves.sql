-- One row per save: the goalie, how he made it and what became of the puck, and the shot with its chance.
{{ config(materialized="view") }}
with

saves as (

    select * from {{ ref("int_saves") }}

),

save_shots as (

    select * from {{ ref("int_save_shots") }}

),

events as (

    select * from {{ ref("fact_events") }}

),

shots as (

    select * from {{ ref("int_shots") }}

),

final as (

    select
        -- keys
        saves.event_key,
        saves.game_id,
        events.shift_key,
        events.linked_event_index,
        events.event_number,
        save_shots.shot_event_key,

        -- clock
        events.period,
        events.clock_seconds,
        events.game_seconds,

        -- who: the side is the goalie's; a save that stands for its shot is an event of the other side
        saves.team_venue as venue,
        case when events.venue = saves.team_venue then events.team_id else events.opponent_team_id end as team_id,
        case when events.venue = saves.team_venue then events.opponent_team_id else events.team_id end as opponent_team_id,
        saves.goalie_id,
        shots.shooter_id,

        -- how, and what became of the puck
        case when events.event_type = 'Save' then events.event_detail_2 end as save_type,
        case saves.event_detail
            when 'Save_Freeze' then 'freeze'
            when 'Save_Rebound' then 'rebound'
            when 'Save_Played' then 'played'
        end as result,
        saves.situation,

        -- the shot
        shots.shot_type,
        shots.is_penalty_shot,
        shots.is_rebound as is_rebound_shot,
        shots.is_rush as is_rush_shot,
        shots.distance_feet,
        shots.angle_degrees,
        shots.danger,
        shots.xg
    from saves
    inner join events on saves.event_key = events.event_key and saves.game_id = events.game_id
    left join save_shots on saves.event_key = save_shots.event_key and saves.game_id = save_shots.game_id
    left join shots on save_shots.shot_event_key = shots.event_key and save_shots.game_id = shots.game_id

)

{{ with_build_stamp(of_last_build=true) }}
