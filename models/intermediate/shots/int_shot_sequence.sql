-- One row per shot attempt with what went before it: rebound (of the same team) and rush (after an entry of the same team).
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

games_with_entries as (

    select distinct game_id from events where event_type = 'Zone_Entry_Exit'

),

shots as (

    select
        events.*,
        lag(event_number) over attempts as previous_attempt_number,
        lag(clock_seconds) over attempts as previous_attempt_clock,
        lag(is_penalty_shot) over attempts as previous_is_penalty_shot
    from events
    where is_shot_attempt
    window attempts as (partition by game_id, period, team_venue order by event_number)

),

recovered as (

    -- the puck came back to the shooters: a Rebound event between two attempts says so
    select distinct shots.event_key
    from shots
    inner join events
        on
            shots.game_id = events.game_id
            and events.event_number between shots.previous_attempt_number and shots.event_number
            and events.event_detail in ('Rebound_TeamRecovered', 'Rebound_ShotGenerated', 'Rebound_FlurryGenerated')
    where shots.previous_attempt_clock - shots.clock_seconds between 0 and 10

),

rushes as (

    select distinct shots.event_key
    from shots
    inner join events
        on
            shots.game_id = events.game_id
            and shots.period = events.period
            and shots.team_venue = events.team_venue
            and events.event_detail = 'Zone_Entry'
            and shots.event_number - events.event_number between 1 and 5
            and events.clock_seconds - shots.clock_seconds between 0 and 10

),

final as (

    select
        shots.event_key,
        shots.game_id,
        coalesce(
            not shots.is_penalty_shot
            and not shots.previous_is_penalty_shot
            and (
                shots.previous_attempt_clock - shots.clock_seconds between 0 and 3
                or recovered.event_key is not null
            ), false
        ) as is_rebound,
        -- unknown where nobody tracked entries
        case when games_with_entries.game_id is not null then rushes.event_key is not null end as is_rush
    from shots
    left join recovered on shots.event_key = recovered.event_key
    left join rushes on shots.event_key = rushes.event_key
    left join games_with_entries on shots.game_id = games_with_entries.game_id

)

select * from final
