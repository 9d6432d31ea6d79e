-- One row per blocked shot: the blocker's side and who is credited, the player the tracker marks as blocker, else the first
-- opponent. A shot that the shooter's own team mate stops is nobody's block.
with

events as not materialized (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }}

),

zones as (

    select * from {{ ref("zones") }}

),

marks as (

    -- two marks on one shot are one block
    select
        events.event_key,
        min(event_players.player_id) as player_id
    from event_players
    inner join events on event_players.event_key = events.event_key
    where
        (event_players.play_detail1 = 'BlockedShot' or event_players.play_detail2 = 'BlockedShot')
        and event_players.team_venue = events.opp_venue
    group by events.event_key

),

shots as (

    select
        events.event_key,
        events.game_id,
        events.linked_event_index,
        events.opp_venue as team_venue,
        zones.mirror_zone as zone,
        coalesce(marks.player_id, case when events.is_blocked then events.opp_player_1_id end) as player_id
    from events
    left join marks on events.event_key = marks.event_key
    left join zones on events.event_team_zone = zones.zone
    where
        events.is_shot_attempt
        and not events.is_blocked_by_team_mate
        and (events.is_blocked or marks.event_key is not null)

),

noted_apart as (

    -- a Block event of its own, unless the shot of its chain is a block already
    select
        events.event_key,
        events.game_id,
        events.linked_event_index,
        events.team_venue,
        events.event_team_zone as zone,
        events.event_player_1_id as player_id
    from events
    left join shots
        on
            events.game_id = shots.game_id
            and events.linked_event_index = shots.linked_event_index
            and events.team_venue = shots.team_venue
    where events.event_type = 'Block' and shots.event_key is null

),

together as (

    select * from shots
    union all
    select * from noted_apart

),

final as (

    select
        event_key,
        game_id,
        team_venue,
        zone,
        player_id
    from together

)

select * from final
