-- One row per rebound: an attempt with a Rebound event right after it, or with a second attempt that counts as off a rebound.
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("fact_events") }} where is_shot_attempt or (event_type = 'Rebound' and not is_shootout)

),

shots as (

    select * from {{ ref("int_shots") }}

),

noted as (

    select
        events.*,
        case when lead(event_type) over play = 'Rebound' then lead(event_key) over play end as rebound_event_key,
        case when lead(event_type) over play = 'Rebound' then lead(event_detail) over play end as rebound_detail
    from events
    window play as (partition by game_id, period order by event_number)

),

second_shots as (

    -- the side's next attempt, where that one is off a rebound
    select
        shots.*,
        lag(event_key) over side as first_event_key,
        lag(game_seconds) over side as first_game_seconds
    from shots
    window side as (partition by game_id, period, team_venue order by event_number)

),

final as (

    select
        -- keys, clock, sides: those of the first attempt
        {{ event_columns("noted") }},
        noted.rebound_event_key,
        second_shots.event_key as second_shot_event_key,

        -- who
        noted.event_player_1_id as shooter_id,
        noted.goalie_id,
        second_shots.shooter_id as second_shooter_id,

        -- what came of it
        noted.rebound_detail,
        case
            when second_shots.event_key is not null then true
            when noted.rebound_detail = 'Rebound_OppTeamRecovered' then false
            when noted.rebound_detail is not null then true
        end as is_recovered_by_attackers,
        second_shots.game_seconds - second_shots.first_game_seconds as seconds_to_second_shot,
        second_shots.is_on_goal as is_second_shot_on_goal,
        second_shots.is_goal as is_second_shot_goal,
        second_shots.xg as second_shot_xg
    from noted
    left join second_shots
        on noted.event_key = second_shots.first_event_key and noted.game_id = second_shots.game_id and second_shots.is_rebound
    where noted.is_shot_attempt and (noted.rebound_event_key is not null or second_shots.event_key is not null)

)

{{ with_build_stamp(of_last_build=true) }}
