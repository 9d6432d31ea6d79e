-- One row per shot attempt with what its team did just before it: rebound (an attempt), rush (an entry), breakaway.
-- Over 100 lines: rebound and rush look at the same neighbours of a shot.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

games as (

    select
        game_id,
        bool_or(event_type = 'Zone_Entry_Exit') as has_entries,
        bool_or(event_type = 'Possession' or event_detail_2 = 'ZoneEntry_CarriedBreakaway') as has_breakaways
    from events
    group by game_id

),

approaches as (

    select
        game_id,
        period,
        team_venue,
        event_number,
        clock_seconds,
        event_detail = 'Zone_Entry' as is_entry,
        event_detail = 'Possession_Breakaway' or event_detail_2 = 'ZoneEntry_CarriedBreakaway' as is_breakaway
    from events
    where event_detail in ('Zone_Entry', 'Possession_Breakaway') or event_detail_2 = 'ZoneEntry_CarriedBreakaway'

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

approached as (

    select
        shots.event_key,
        bool_or(approaches.is_entry) as is_rush,
        bool_or(approaches.is_breakaway) as is_breakaway
    from shots
    inner join approaches
        on
            shots.game_id = approaches.game_id
            and shots.team_venue = approaches.team_venue
            and {{ is_off_the_rush("shots", "approaches") }}
    -- a penalty shot comes from a whistle
    where not shots.is_penalty_shot
    group by shots.event_key

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
        -- unknown where nobody tracked entries, or possessions
        case when games.has_entries then coalesce(approached.is_rush, false) end as is_rush,
        case when games.has_breakaways then coalesce(approached.is_breakaway, false) end as is_breakaway
    from shots
    inner join games on shots.game_id = games.game_id
    left join recovered on shots.event_key = recovered.event_key
    left join approached on shots.event_key = approached.event_key

)

select * from final
