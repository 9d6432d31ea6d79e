-- One row per save and the goalie who made it: the tracker's Save events; in a game without any, every shot on goal
-- that was no goal, saved by the goalie on the ice.
{{ config(materialized="incremental", indexes=[{"columns": ["game_id"]}]) }}
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

),

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }}

),

event_stints as (

    select * from {{ ref("int_event_stints") }} where {{ in_scope() }}

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

from_events as (

    select
        events.event_key,
        events.game_id,
        events.event_number,
        events.period,
        events.is_overtime,
        events.game_seconds,
        events.team_venue,
        events.event_player_1_id as goalie_id,
        events.event_detail,
        events.event_detail_2,
        case when events.team_venue = 'home' then stints.home_situation else stints.away_situation end as situation,
        {{ score_state("events") }} as score_state
    from events
    left join event_stints on events.event_key = event_stints.event_key
    left join stints on event_stints.shift_key = stints.shift_key
    where events.event_type = 'Save' and not events.is_shootout

),

from_shots as (

    select
        shots.event_key,
        shots.game_id,
        shots.event_number,
        shots.period,
        shots.is_overtime,
        shots.game_seconds,
        shots.opp_venue as team_venue,
        shots.goalie_id,
        cast(null as text) as event_detail,
        cast(null as text) as event_detail_2,
        {{ mirrored_situation("shots.situation") }} as situation,
        {{ mirrored_score_state("shots.score_state") }} as score_state
    from shots
    inner join inputs on shots.game_id = inputs.game_id
    where not inputs.has_saves and shots.is_on_goal and not shots.is_goal and shots.goalie_id is not null

),

final as (

    select * from from_events
    union all
    select * from from_shots

)

select * from final
