-- One row per tracked event, from staging_events: codes in their canonical spelling, unknown codes as they are. An unknown or
-- missing type is that of the detail; a detail that belongs to another type is left out. An event without a side has that of its
-- event player 1, where the tracker lists it.
-- Over 100 lines: one line for each column of the source.
with

events as (

    select * from {{ source("tracker", "staging_events") }}

),

event_players as (

    select * from {{ source("tracker", "staging_event_players") }}

),

codes as not materialized (

    select * from {{ ref("stg_vocabulary__codes") }}

),

final as (

    select
        -- keys
        events.event_key,
        events.game_id,
        events.event_index,
        coalesce(events.event_order, events.event_index) as event_order,
        events.linked_event_index,
        events.assist_to_goal_index,
        events.shift_index,

        -- clock: seconds remaining
        events.period,
        -- what the source calls a period that is no number: SO
        case when events.period > 3 then upper(translate(events.raw ->> 'period', ' -_', '')) end as period_name,
        events.event_start_seconds as clock_seconds,
        coalesce(events.event_end_seconds, events.event_start_seconds) as end_clock_seconds,

        -- codes
        coalesce(types.canonical_code, details.event_type, events.event_type) as event_type,
        case
            when {{ is_of_another_type("types.canonical_code", "details.event_type") }} then null
            else coalesce(details.canonical_code, events.event_detail)
        end as event_detail,
        coalesce(details_2.canonical_code, events.event_detail_2) as event_detail_2,
        coalesce(plays_1.canonical_code, events.play_detail1) as play_detail1,
        coalesce(plays_2.canonical_code, events.play_detail2) as play_detail2,
        zones.canonical_code as event_team_zone,
        events.event_successful,
        events.event_type as written_event_type,
        events.event_detail as written_event_detail,

        -- who: sweater numbers; int_jerseys decides whether 0 is a player's
        coalesce(
            events.event_team,
            -- asked for the few events without a side only
            (
                select min(listed.team_venue) from event_players as listed
                where
                    listed.game_id = events.game_id
                    and listed.event_key = events.event_key
                    and listed.role_side = 'event'
                    and listed.role_number = 1
            )
        ) as team_venue,
        events.event_team_player_1,
        events.event_team_player_2,
        events.event_team_player_3,
        events.event_team_player_4,
        events.event_team_player_5,
        events.event_team_player_6,
        events.opp_team_player_1,
        events.opp_team_player_2,
        events.opp_team_player_3,
        events.opp_team_player_4,
        events.opp_team_player_5,
        events.opp_team_player_6,

        -- what else
        events.puck_x,
        events.puck_y,
        events.penalty_minutes,
        events.is_highlight
    from events
    left join codes as types
        on types.code_field = 'event_type' and {{ code_key("events.event_type") }} = types.code_key
    left join codes as details
        on details.code_field = 'event_detail' and {{ code_key("events.event_detail") }} = details.code_key
    left join codes as details_2
        on details_2.code_field = 'event_detail_2' and {{ code_key("events.event_detail_2") }} = details_2.code_key
    left join codes as plays_1
        on plays_1.code_field = 'play_detail' and {{ code_key("events.play_detail1") }} = plays_1.code_key
    left join codes as plays_2
        on plays_2.code_field = 'play_detail' and {{ code_key("events.play_detail2") }} = plays_2.code_key
    left join codes as zones
        on zones.code_field = 'zone' and {{ code_key("events.event_team_zone") }} = zones.code_key

)

select * from final
