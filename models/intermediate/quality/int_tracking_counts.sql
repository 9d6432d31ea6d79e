-- One row per game: how much of its events has a place, a stint and the events that belong to it.
-- Over 100 lines: five small counts of five tables.
{{ config(materialized="view") }}
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and not is_marker and not is_shootout

),

event_stints as (

    select * from {{ ref("int_event_stints") }} where {{ in_scope() }}

),

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

left_out_positions as (

    select
        game_id,
        cast(count(*) as integer) as positions_left_out
    from {{ ref("stg_tracker__left_out_positions") }}
    where {{ in_scope() }}
    group by game_id

),

event_counts as (

    select
        events.game_id,
        cast(count(*) as integer) as event_count,
        {{ count_if("events.puck_x is not null") }} as events_with_xy,
        {{ count_if("event_stints.event_key is null") }} as events_without_stint,
        {{ count_if("events.period is null or events.clock_seconds is null") }} as events_without_clock,
        {{ count_if("events.team_venue is null") }} as events_without_team
    from events
    left join event_stints on events.event_key = event_stints.event_key
    group by events.game_id

),

shot_counts as (

    select
        game_id,
        cast(count(*) as integer) as shot_count,
        {{ count_if("distance_feet is not null") }} as shots_with_xy,
        {{ count_if("is_on_goal and not is_goal") }} as saved_shots
    from shots
    group by game_id

),

goal_counts as (

    select
        game_id,
        cast(count(*) as integer) as goal_count,
        {{ count_if("shot_event_key = event_key") }} as goals_without_shot,
        {{ count_if("scorer_id is null") }} as goals_without_scorer,
        {{ count_if("shift_key is null") }} as goals_without_stint
    from goals
    group by game_id

),

saves as (

    select
        game_id,
        {{ count_if("event_type = 'Save'") }} as save_count
    from events
    group by game_id

),

final as (

    select
        games.game_id,
        {% for column in ["event_count", "events_with_xy", "events_without_stint", "events_without_clock",
                          "events_without_team"] %}
        coalesce(event_counts.{{ column }}, 0) as {{ column }},
        {% endfor %}
        coalesce(shot_counts.shot_count, 0) as shot_count,
        coalesce(shot_counts.shots_with_xy, 0) as shots_with_xy,
        coalesce(left_out_positions.positions_left_out, 0) as positions_left_out,
        {% for column in ["goal_count", "goals_without_shot", "goals_without_scorer", "goals_without_stint"] %}
        coalesce(goal_counts.{{ column }}, 0) as {{ column }},
        {% endfor %}
        -- unknown where nobody tracked saves
        case
            when saves.save_count > 0 then greatest(coalesce(shot_counts.saved_shots, 0) - saves.save_count, 0)
        end as shots_without_save
    from games
    left join event_counts on games.game_id = event_counts.game_id
    left join shot_counts on games.game_id = shot_counts.game_id
    left join goal_counts on games.game_id = goal_counts.game_id
    left join left_out_positions on games.game_id = left_out_positions.game_id
    left join saves on games.game_id = saves.game_id

)

select * from final
