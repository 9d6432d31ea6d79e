-- One row per game and side: estimated seconds of the puck in each zone and in the side's control. From an event to the next
-- one of the period the puck is where the event was, and with whom it left it; after a whistle it is nobody's.
with

events as (

    select
        game_id,
        team_venue,
        opp_venue,
        event_type,
        event_detail,
        event_team_zone,
        is_marker,
        case
            when event_detail in ('Turnover_Giveaway', 'Pass_Intercepted', 'Rebound_TeamRecovered') then opp_venue
            when event_type in ('Faceoff', 'Pass', 'Zone_Entry_Exit', 'Possession', 'LoosePuck', 'Turnover')
                or event_detail in ('Save_Played', 'Rebound_OppTeamRecovered')
                then team_venue
        end as control_venue,
        lead(game_seconds) over (partition by game_id, period order by event_number) - game_seconds as seconds
    from {{ ref("int_events") }}
    where {{ in_scope() }} and not is_shootout

),

zones as (

    select * from {{ ref("zones") }}

),

spans as (

    -- a few kinds a game: their seconds once, then seen from both sides
    select
        game_id,
        team_venue,
        opp_venue,
        event_team_zone,
        control_venue,
        sum(seconds) as seconds
    from events
    where
        seconds > 0
        and team_venue is not null
        and not is_marker
        and event_type not in ('Goal', 'Penalty')
        and event_detail is distinct from 'Save_Freeze'
    group by game_id, team_venue, opp_venue, event_team_zone, control_venue

),

sides as (

    select game_id, team_venue, event_team_zone as zone, control_venue, seconds from spans
    union all
    select
        spans.game_id,
        spans.opp_venue as team_venue,
        zones.mirror_zone as zone,
        spans.control_venue,
        spans.seconds
    from spans
    left join zones on spans.event_team_zone = zones.zone

),

final as (

    select
        game_id,
        team_venue,
        {{ sum_if("seconds", "zone = 'o'") }} as zone_time_oz_seconds,
        {{ sum_if("seconds", "zone = 'n'") }} as zone_time_nz_seconds,
        {{ sum_if("seconds", "zone = 'd'") }} as zone_time_dz_seconds,
        {{ sum_if("seconds", "control_venue = team_venue") }} as possession_seconds
    from sides
    group by game_id, team_venue

)

select * from final
