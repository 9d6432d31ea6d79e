-- One row per stint with the score as it starts; a goal belongs to its stint, one without a stint is placed by the clock.
{{ config(indexes=[{"columns": ["shift_key"], "unique": true}, {"columns": ["game_id"]}]) }}
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

placed as (

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
        {{ count_if("placed.team_venue = 'home'") }} as home_score,
        {{ count_if("placed.team_venue = 'away'") }} as away_score
    from stints
    left join placed
        on
            stints.game_id = placed.game_id
            and (
                stints.stint_number > placed.stint_number
                or (placed.stint_number is null and stints.start_game_seconds >= placed.game_seconds)
            )
    group by stints.shift_key, stints.game_id

)

select * from final
