-- One row per stint with the score as it starts; a goal belongs to its stint, one without a stint is placed by the clock.
-- Without events nobody knows it.
{{ config(indexes=[{"columns": ["shift_key"], "unique": true}, {"columns": ["game_id"]}]) }}
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

placed as materialized (

    -- once: a plan for one game would look for the stints of the goals again for each stint
    select
        goals.game_id,
        goals.team_venue,
        goals.game_seconds,
        goal_stints.stint_number
    from goals
    left join stints as goal_stints on goals.shift_key = goal_stints.shift_key

),

final as (

    select
        stints.shift_key,
        stints.game_id,
        case when inputs.has_events then {{ count_if("placed.team_venue = 'home'") }} end as home_score,
        case when inputs.has_events then {{ count_if("placed.team_venue = 'away'") }} end as away_score
    from stints
    inner join inputs on stints.game_id = inputs.game_id
    left join placed
        on
            stints.game_id = placed.game_id
            and (
                stints.stint_number > placed.stint_number
                or (placed.stint_number is null and stints.start_game_seconds >= placed.game_seconds)
            )
    group by stints.shift_key, stints.game_id, inputs.has_events

)

select * from final
