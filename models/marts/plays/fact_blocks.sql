-- One row per blocked shot: the blocker's side and who is credited, and whose shot it was.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
    {"columns": ["blocker_id", "game_id"]},
]) }}
with

blocks as (

    select * from {{ ref("int_blocks") }} where {{ in_scope() }}

),

events as (

    select * from {{ ref("fact_events") }} where {{ in_scope() }}

),

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }}

),

final as (

    select
        -- keys
        blocks.event_key,
        blocks.game_id,
        events.shift_key,
        events.event_number,

        -- clock
        events.period,
        events.clock_seconds,
        events.game_seconds,

        -- who: the side is the blocker's, the event mostly the shooter's
        blocks.team_venue as venue,
        case when events.venue = blocks.team_venue then events.team_id else events.opponent_team_id end as team_id,
        case when events.venue = blocks.team_venue then events.opponent_team_id else events.team_id end as opponent_team_id,
        blocks.player_id as blocker_id,
        shots.shooter_id,

        -- the shot
        shots.shot_type,
        shots.distance_feet,
        shots.danger,
        {{ mirrored_situation("shots.situation") }} as situation
    from blocks
    inner join events on blocks.event_key = events.event_key
    left join shots on blocks.event_key = shots.event_key

)

{{ with_build_stamp() }}
