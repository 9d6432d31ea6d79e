-- One row per player of an event: his role and play details, with the clock and codes of the event.
{{ config(materialized="view") }}
with

event_players as (

    select * from {{ ref("int_event_players") }}

),

events as (

    select * from {{ ref("int_events") }}

),

event_stints as (

    select * from {{ ref("int_event_stints") }}

),

games as (

    select * from {{ ref("int_games") }}

),

zones as (

    select * from {{ ref("zones") }}

),

final as (

    select
        -- keys
        event_players.event_key,
        cast(event_players.player_row as integer) as player_row,
        event_players.game_id,
        event_stints.shift_key,
        events.event_number,
        events.linked_event_index,

        -- who
        event_players.player_id,
        event_players.player_number,
        event_players.team_venue as venue,
        case event_players.team_venue when 'home' then games.home_team_id when 'away' then games.away_team_id end as team_id,
        event_players.role_side,
        cast(event_players.role_number as integer) as role_number,
        event_players.role_side || '_player_' || cast(event_players.role_number as text) as player_role,
        event_players.role_side = 'event' and event_players.role_number = 1 as is_event_player_1,

        -- clock
        events.period,
        events.clock_seconds,
        events.game_seconds,

        -- codes of the event
        events.event_type,
        events.event_detail,
        events.event_detail_2,
        cast(events.event_successful as text) as event_successful,
        events.is_shootout,
        -- as the player's team sees it
        case
            when event_players.team_venue = events.team_venue then events.event_team_zone
            when event_players.team_venue = events.opp_venue then zones.mirror_zone
        end as player_zone,

        -- what the player did
        event_players.play_detail1,
        event_players.play_detail2,
        cast(event_players.play_detail_successful as text) as play_detail_successful,
        event_players.pressured_pressurer,
        event_players.side_of_puck,
        event_players.x,
        event_players.y
    from event_players
    inner join events on event_players.event_key = events.event_key
    inner join games on event_players.game_id = games.game_id
    left join event_stints on event_players.event_key = event_stints.event_key
    left join zones on events.event_team_zone = zones.zone

)

{{ with_build_stamp(of_last_build=true) }}
