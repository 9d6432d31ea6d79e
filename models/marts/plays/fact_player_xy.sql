-- One row per point of a player's path during a published event.
{{ config(materialized="view") }}
with

positions as (

    select * from {{ ref("int_player_positions") }}

),

event_players as (

    select * from {{ ref("fact_events_player") }}

),

final as (

    select
        -- keys
        event_players.event_key,
        positions.player_row,
        positions.position_number,
        positions.game_id,

        -- who
        event_players.player_id,
        event_players.team_id,
        event_players.venue,
        event_players.player_role,

        -- when and what
        event_players.period,
        event_players.clock_seconds,
        event_players.game_seconds,
        event_players.event_type,

        -- where
        positions.x,
        positions.y,
        case event_players.venue when 'home' then positions.x when 'away' then -positions.x end as attack_x,
        case event_players.venue when 'home' then positions.y when 'away' then -positions.y end as attack_y
    from positions
    inner join event_players on positions.event_key = event_players.event_key and positions.player_row = event_players.player_row

)

{{ with_build_stamp(of_last_build=true) }}
