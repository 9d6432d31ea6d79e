-- One row per rush: a zone entry that led to an attempt of the same side within five events and ten seconds.
-- Over 100 lines: five imports of six lines each; two steps.
{{ config(materialized="view") }}
with

entries as not materialized (

    select * from {{ ref("fact_events") }} where event_detail = 'Zone_Entry'

),

outcomes as not materialized (

    select * from {{ ref("int_event_outcomes") }} where first_attempt_events <= 5

),

shots as (

    select * from {{ ref("int_shots") }}

),

event_players as (

    select * from {{ ref("fact_events_player") }}

),

play_details as (

    select * from {{ ref("play_details") }} where play_category = 'odd_man_rush'

),

marks as (

    select
        event_players.game_id,
        event_players.event_number,
        event_players.venue,
        play_details.play_detail
    from event_players
    inner join play_details on play_details.play_detail in (event_players.play_detail1, event_players.play_detail2)

),

odd_men as (

    -- of two marks of one rush, the one that gives the numbers
    select
        outcomes.event_key,
        outcomes.game_id,
        min(marks.play_detail) as odd_man_type
    from outcomes
    inner join entries on outcomes.event_key = entries.event_key and outcomes.game_id = entries.game_id
    inner join marks
        on
            entries.game_id = marks.game_id
            and entries.venue = marks.venue
            and marks.event_number between entries.event_number and entries.event_number + outcomes.first_attempt_events
    group by outcomes.event_key, outcomes.game_id

),

final as (

    select
        -- keys, clock, sides: those of the entry
        {{ event_columns("entries") }},
        outcomes.first_attempt_event_key as shot_event_key,

        -- who and how
        entries.event_player_1_id as entry_player_id,
        entries.opp_player_1_id as defender_id,
        shots.shooter_id,
        shots.goalie_id,
        entries.method,
        entries.is_controlled,
        shots.is_breakaway,
        odd_men.odd_man_type,
        outcomes.first_attempt_passes as passes,
        outcomes.first_attempt_seconds as seconds_to_shot,

        -- strength and score
        entries.strength,
        entries.situation,
        entries.score_difference,

        -- the first attempt
        shots.shot_type,
        shots.distance_feet,
        shots.danger,
        shots.is_on_goal,
        shots.is_goal,
        shots.xg,

        -- everything within ten seconds
        {{ outcome_columns() }}
    from outcomes
    inner join entries on outcomes.event_key = entries.event_key and outcomes.game_id = entries.game_id
    inner join shots on outcomes.first_attempt_event_key = shots.event_key and outcomes.game_id = shots.game_id
    left join odd_men on outcomes.event_key = odd_men.event_key and outcomes.game_id = odd_men.game_id

)

{{ with_build_stamp(of_last_build=true) }}
