-- One row per save: the goalie, how he made it and what became of the puck, and the shot with its chance.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
    {"columns": ["goalie_id", "game_id"]},
]) }}
with

saves as (

    select * from {{ ref("int_saves") }} where {{ in_scope() }}

),

save_shots as (

    select * from {{ ref("int_save_shots") }} where {{ in_scope() }}

),

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

event_stints as (

    select * from {{ ref("int_event_stints") }} where {{ in_scope() }}

),

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

final as (

    select
        -- keys
        saves.event_key,
        saves.game_id,
        event_stints.shift_key,
        events.linked_event_index,
        events.event_number,
        save_shots.shot_event_key,

        -- clock
        events.period,
        events.clock_seconds,
        events.game_seconds,

        -- who: the side is the goalie's
        saves.team_venue as venue,
        case saves.team_venue when 'home' then games.home_team_id when 'away' then games.away_team_id end as team_id,
        case saves.team_venue when 'home' then games.away_team_id when 'away' then games.home_team_id end as opponent_team_id,
        saves.goalie_id,
        shots.shooter_id,

        -- how, and what became of the puck; a save that stands for its shot says neither
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
    inner join events on saves.event_key = events.event_key
    inner join games on saves.game_id = games.game_id
    left join event_stints on saves.event_key = event_stints.event_key
    left join save_shots on saves.event_key = save_shots.event_key
    left join shots on save_shots.shot_event_key = shots.event_key

)

select * from final
