-- One row per stint of some length with skaters on both sides, ready for a regression of what happened on who was on the ice.
-- Over 100 lines: six imports of six lines each; one step.
{{ config(materialized="view") }}
{% set slots = range(1, 7) %}
with

shifts as (

    select * from {{ ref("fact_shifts") }}

),

games as (

    select * from {{ ref("int_games") }}

),

events as (

    select * from {{ ref("int_events") }} where event_type = 'Faceoff'

),

event_stints as (

    select * from {{ ref("int_event_stints") }}

),

stints as (

    select * from {{ ref("int_stints") }}

),

zones as (

    select * from {{ ref("zones") }}

),

starting_faceoffs as (

    -- clocks of events and shifts differ by up to 3 s
    select
        events.game_id,
        event_stints.shift_key,
        min(case when events.team_venue = 'home' then zones.zone else zones.mirror_zone end) as home_zone
    from events
    inner join event_stints on events.event_key = event_stints.event_key
    inner join stints
        on event_stints.shift_key = stints.shift_key and stints.start_clock_seconds - events.clock_seconds <= 3
    inner join zones on events.event_team_zone = zones.zone
    group by events.game_id, event_stints.shift_key

),

final as (

    select
        -- keys
        shifts.shift_key,
        shifts.game_id,
        games.season_id,
        games.game_date,
        shifts.stint_number,
        shifts.period,

        -- on the ice
        shifts.home_team_id,
        shifts.away_team_id,
        {% for venue in ["home", "away"] %}
        array_remove(array[
            {% for slot in slots %}
            shifts.{{ venue }}_player_{{ slot }}_id{{ "," if not loop.last }}
            {% endfor %}
        ], null) as {{ venue }}_skater_ids,
        shifts.{{ venue }}_goalie_id,
        {% endfor %}

        -- circumstances
        shifts.duration_seconds - shifts.dead_ice_seconds as play_seconds,
        shifts.strength,
        shifts.home_situation,
        shifts.home_situation = 'even' and shifts.home_skaters = 5 and shifts.away_skaters = 5 as is_5v5,
        starting_faceoffs.home_zone,
        shifts.home_score - shifts.away_score as home_lead,

        -- what happened
        shifts.home_gf,
        shifts.away_gf,
        shifts.home_cf,
        shifts.away_cf,
        shifts.home_ff,
        shifts.away_ff,
        shifts.home_xgf,
        shifts.away_xgf
    from shifts
    inner join games on shifts.game_id = games.game_id
    left join starting_faceoffs
        on shifts.game_id = starting_faceoffs.game_id and shifts.shift_key = starting_faceoffs.shift_key
    where
        shifts.duration_seconds > shifts.dead_ice_seconds and shifts.home_skaters > 0 and shifts.away_skaters > 0
        -- of a game without events nobody knows what happened
        and shifts.home_score is not null

)

{{ with_build_stamp(of_last_build=true) }}
