-- One row per game and player who stands in an event: how often, in which role. Who stands in two roles of an event counts in
-- both; a role counts only for the side it stands for.
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and not is_marker and not is_shootout

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }} and player_id is not null

),

roles as (

    select
        events.game_id,
        event_players.player_id,
        event_players.role_side,
        event_players.role_number,
        event_players.play_detail_successful,
        events.event_type,
        events.event_detail,
        events.is_shot_attempt
    from event_players
    inner join events
        on
            event_players.event_key = events.event_key
            and event_players.team_venue
            = case event_players.role_side when 'event' then events.team_venue else events.opp_venue end

),

final as (

    select
        game_id,
        player_id,

        -- with the puck's side
        cast(count(*) as integer) as event_roles,
        {{ count_if(
            "role_side = 'event' and role_number = 1 and ("
            ~ "is_shot_attempt or event_type in ('Pass', 'Zone_Entry_Exit', 'Possession', 'LoosePuck', 'Turnover')"
            ~ " or event_detail = 'Play_Offensive')"
        ) }} as puck_touches_estimated,
        {{ count_if(
            "role_side = 'event' and role_number > 1 and not (event_type = 'Pass' and role_number = 2)"
            ~ " and event_type not in ('Goal', 'Penalty', 'Faceoff')"
        ) }} as support_plays,
        {{ count_if("role_side = 'event' and role_number = 3") }} as times_ep3,
        {{ count_if("role_side = 'event' and role_number = 4") }} as times_ep4,
        {{ count_if("role_side = 'event' and role_number = 5") }} as times_ep5,

        -- against it
        {{ count_if("role_side = 'opp'") }} as times_targeted_by_opp,
        {{ count_if("role_side = 'opp' and role_number = 2") }} as times_opp2,
        {{ count_if("role_side = 'opp' and role_number = 3") }} as times_opp3,
        {{ count_if("role_side = 'opp' and role_number = 4") }} as times_opp4,
        {{ count_if("role_side = 'opp' and is_shot_attempt") }} as times_targeted_shots,
        {{ count_if("role_side = 'opp' and event_detail in ('Zone_Entry', 'Zone_Entry_Failed')") }} as times_targeted_entries,
        {{ count_if("role_side = 'opp' and event_type = 'Pass'") }} as times_targeted_passes,

        -- play details
        {{ count_if("play_detail_successful = 's'") }} as plays_successful,
        {{ count_if("play_detail_successful = 'u'") }} as plays_unsuccessful
    from roles
    group by game_id, player_id

)

select * from final
