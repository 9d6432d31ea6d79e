-- One row per event and role: which sweater number of which side, as the tracker lists them, else from the event's own columns.
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("stg_tracker__events") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("stg_tracker__event_players") }} where {{ in_scope() }}

),

unlisted as (

    select * from events
    where not exists (select 1 from event_players where event_players.event_key = events.event_key)

),

from_columns as (

    {% for side, column in [("event", "event_team_player"), ("opp", "opp_team_player")] %}
    {% for number in range(1, 7) %}
    select
        event_key,
        game_id,
        '{{ side }}' as role_side,
        {{ number }} as role_number,
        {{ number if side == "event" else number + 6 }} as player_row,
        {{ "team_venue" if side == "event" else other_venue("team_venue") }} as team_venue,
        {{ column }}_{{ number }} as player_number,
        {{ "play_detail1" if (side, number) == ("event", 1) else "cast(null as text)" }} as play_detail1,
        {{ "play_detail2" if (side, number) == ("event", 1) else "cast(null as text)" }} as play_detail2
    from unlisted
    where {{ column }}_{{ number }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

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
        event_players.play_detail1,
        event_players.play_detail2,
        event_players.play_detail_successful,
        event_players.pressured_pressurer,
        event_players.side_of_puck,
        event_players.x,
        event_players.y
    from event_players
    inner join events on event_players.event_key = events.event_key

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
