-- One row per event and role: which sweater number of which side, as the tracker lists them, else from the event's own columns.
-- Over 100 lines: two sources of roles, and both list all columns of their union.
{{ config(materialized="view") }}
with

event_players as not materialized (

    select * from {{ ref("stg_tracker__event_players") }}

),

events as not materialized (

    select * from {{ ref("stg_tracker__events") }}

),

unlisted as (

    select events.*
    from events
    -- by the game too, so that both tables are read for one game only
    left join event_players as listed on events.game_id = listed.game_id and events.event_key = listed.event_key
    where listed.event_key is null

),

from_columns as (

    -- play details of the event are those of event player 1
    select
        unlisted.event_key,
        unlisted.game_id,
        roles.role_side,
        roles.role_number,
        roles.player_row,
        case roles.role_side when 'event' then unlisted.team_venue else {{ other_venue("unlisted.team_venue") }} end
            as team_venue,
        roles.player_number,
        case when roles.player_row = 1 then unlisted.play_detail1 end as play_detail1,
        case when roles.player_row = 1 then unlisted.play_detail2 end as play_detail2
    from unlisted
    cross join lateral (
        values
        {% for number in range(1, 7) %}
        ('event', {{ number }}, {{ number }}, unlisted.event_team_player_{{ number }}),
        ('opp', {{ number }}, {{ number + 6 }}, unlisted.opp_team_player_{{ number }}){{ "," if not loop.last }}
        {% endfor %}
    ) as roles (role_side, role_number, player_row, player_number)
    where roles.player_number is not null

),

from_rows as (

    -- event player 1 plays for the event's team; any other for the side the tracker noted, else the one of his role
    select
        event_players.event_key,
        event_players.game_id,
        event_players.role_side,
        event_players.role_number,
        event_players.player_row,
        case
            when event_players.role_side = 'event' and event_players.role_number = 1
                then coalesce(events.team_venue, event_players.team_venue)
            when event_players.team_venue is not null then event_players.team_venue
            when event_players.role_side = 'event' then events.team_venue
            else {{ other_venue("events.team_venue") }}
        end as team_venue,
        event_players.player_number,
        event_players.tracked_player_name as player_name,
        true as is_listed,
        event_players.play_detail1,
        event_players.play_detail2,
        event_players.play_detail_successful,
        event_players.pressured_pressurer,
        event_players.side_of_puck,
        event_players.x,
        event_players.y
    from event_players
    inner join events on event_players.game_id = events.game_id and event_players.event_key = events.event_key

),

final as (

    select
        event_key,
        player_row,
        game_id,
        role_side,
        role_number,
        team_venue,
        player_number,
        player_name,
        is_listed,
        play_detail1,
        play_detail2,
        play_detail_successful,
        pressured_pressurer,
        side_of_puck,
        x,
        y
    from from_rows
    union all
    select
        event_key,
        player_row,
        game_id,
        role_side,
        role_number,
        team_venue,
        player_number,
        null as player_name,
        false as is_listed,
        play_detail1,
        play_detail2,
        null as play_detail_successful,
        null as pressured_pressurer,
        null as side_of_puck,
        null as x,
        null as y
    from from_columns

)

select * from final
