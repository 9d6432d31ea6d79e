-- One row per pass: passer, receiver, kind, result, and where it began and ended.
{{ config(materialized="view") }}
with

passes as (

    select * from {{ ref("fact_events") }} where event_type = 'Pass'

),

points as (

    select * from {{ ref("stg_tracker__puck_positions") }}

),

paths as (

    select game_id, event_key, max(position_number) as last_position_number
    from points
    group by game_id, event_key
    having count(*) > 1

),

final as (

    select
        -- keys, clock, sides
        {{ event_columns("passes") }},

        -- who
        passes.event_player_1_id as passer_id,
        passes.event_player_2_id as receiver_id,
        passes.opp_player_1_id as defender_id,

        -- how and whether
        passes.event_detail_2,
        case passes.event_detail
            when 'Pass_Completed' then 'completed'
            when 'Pass_Missed' then 'missed'
            when 'Pass_Deflected' then 'deflected'
            when 'Pass_Intercepted' then 'intercepted'
        end as result,
        passes.event_detail = 'Pass_Completed' as is_completed,

        -- where
        passes.event_team_zone as zone,
        passes.puck_x as start_x,
        passes.puck_y as start_y,
        ends.x as end_x,
        ends.y as end_y,

        -- strength and score
        passes.strength,
        passes.situation,
        passes.score_difference
    from passes
    left join paths on passes.event_key = paths.event_key and passes.game_id = paths.game_id
    left join points as ends
        on paths.event_key = ends.event_key and paths.game_id = ends.game_id and paths.last_position_number = ends.position_number

)

select * from final
