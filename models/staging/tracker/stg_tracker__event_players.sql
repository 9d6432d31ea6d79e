-- One row per player of an event as the tracker lists them, from staging_event_players.
with

event_players as (

    select * from {{ source("tracker", "staging_event_players") }}

),

codes as not materialized (

    select * from {{ ref("stg_vocabulary__codes") }}

),

final as (

    select
        -- keys
        event_players.event_key,
        event_players.player_row,
        event_players.game_id,

        -- role
        event_players.role_side,
        event_players.role_number,
        event_players.team_venue,
        event_players.player_number,
        event_players.player_id as tracked_player_id,
        event_players.player_name as tracked_player_name,

        -- what the player did
        coalesce(plays_1.canonical_code, event_players.play_detail1) as play_detail1,
        coalesce(plays_2.canonical_code, event_players.play_detail2) as play_detail2,
        event_players.play_detail_successful,
        event_players.pressured_pressurer,
        event_players.side_of_puck,
        event_players.x,
        event_players.y
    from event_players
    left join codes as plays_1
        on plays_1.code_field = 'play_detail' and {{ code_key("event_players.play_detail1") }} = plays_1.code_key
    left join codes as plays_2
        on plays_2.code_field = 'play_detail' and {{ code_key("event_players.play_detail2") }} = plays_2.code_key

)

select * from final
