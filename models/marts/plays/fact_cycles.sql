-- One row per cycle: a stay of a side with the puck in the offensive zone with two completed passes, or marked as cycle.
{{ config(materialized="view") }}
with

plays as not materialized (

    select * from {{ ref("fact_plays") }} where zone = 'o'

),

marks as (

    select game_id, venue, event_number
    from {{ ref("fact_events_player") }}
    where 'Cycle' in (play_detail1, play_detail2)
    group by game_id, venue, event_number

),

marked as (

    select plays.game_id, plays.play_key, {{ count_if("true") }} as cycle_marks
    from plays
    inner join marks
        on
            plays.game_id = marks.game_id
            and plays.venue = marks.venue
            and marks.event_number between plays.first_event_number and plays.last_event_number
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

        -- clock
        plays.period,
        plays.start_clock_seconds,
        plays.start_game_seconds,
        plays.duration_seconds,

        -- sides
        plays.venue,
        plays.team_id,
        plays.opponent_team_id,

        -- what it was
        plays.passes_completed,
        coalesce(marked.cycle_marks, 0) as cycle_marks,

        -- what it came to
        plays.ended_by as result,
        plays.shots as attempts,
        plays.sog as shots_on_goal,
        plays.goals,
        plays.xg,

        -- strength and score
        plays.situation,
        plays.score_difference
    from plays
    left join marked on plays.play_key = marked.play_key and plays.game_id = marked.game_id
    where plays.passes_completed >= 2 or marked.cycle_marks > 0

)

{{ with_build_stamp(of_last_build=true) }}
