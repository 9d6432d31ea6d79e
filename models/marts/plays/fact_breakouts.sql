-- One row per breakout: a stay of a side with the puck in its own zone, and whether it brought the puck out. Only games in which
-- zone play is tracked.
{{ config(materialized="view") }}
with

inputs as (

    select * from {{ ref("int_game_inputs") }} where has_zone_play

),

stays as (

    select * from {{ ref("fact_plays") }} where zone = 'd'

),

events as not materialized (

    select * from {{ ref("fact_events") }}

),

plays as not materialized (

    select stays.*
    from stays
    inner join inputs on stays.game_id = inputs.game_id

),

first_exits as (

    select plays.game_id, plays.play_key, min(events.event_number) as event_number
    from plays
    inner join events
        on
            plays.game_id = events.game_id
            and plays.venue = events.venue
            and events.event_number between plays.first_event_number and plays.last_event_number
    where events.event_detail = 'Zone_Exit'
    group by plays.game_id, plays.play_key

),

final as (

    select
        -- keys
        plays.play_key,
        plays.game_id,
        plays.possession_key,
        plays.shift_key,
        plays.first_event_key,
        plays.last_event_key,
        exits.event_key as exit_event_key,

        -- clock
        plays.period,
        plays.start_clock_seconds,
        plays.start_game_seconds,
        plays.duration_seconds,

        -- sides
        plays.venue,
        plays.team_id,
        plays.opponent_team_id,

        -- how it began and ended
        plays.began_by,
        starts.event_player_1_id as start_player_id,
        -- out with it: an exit was noted, or the side is next seen with the puck in another zone
        exits.event_key is not null or plays.ended_by = 'zone_change' as is_success,
        exits.is_controlled,
        case when exits.event_key is not null or plays.ended_by = 'zone_change' then 'exit' else plays.ended_by end as result,
        exits.event_player_1_id as exit_player_id,
        exits.method as exit_method,
        exits.game_seconds - plays.start_game_seconds as seconds_to_exit,
        plays.passes_completed,

        -- strength and score
        plays.situation,
        plays.score_difference
    from plays
    left join events as starts on plays.game_id = starts.game_id and plays.first_event_number = starts.event_number
    left join first_exits on plays.play_key = first_exits.play_key and plays.game_id = first_exits.game_id
    left join events as exits on first_exits.game_id = exits.game_id and first_exits.event_number = exits.event_number

)

{{ with_build_stamp(of_last_build=true) }}
