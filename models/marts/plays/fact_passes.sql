-- One row per pass: passer, receiver, kind, result, and where it began and ended.
{{ config(materialized="view") }}
with

passes as (

    select
        fact_events.*,
        case venue when 'home' then 1 when 'away' then -1 end as direction
    from {{ ref("fact_events") }} as fact_events
    where event_type = 'Pass'

),

points as not materialized (

    select * from {{ ref("int_puck_positions") }}

),

receivers as (

    select * from {{ ref("fact_events_player") }} where role_side = 'event' and role_number = 2 and x is not null

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

        -- where, turned so that the passing side attacks +x; it ends with the puck's path, else where the receiver stood
        passes.event_team_zone as zone,
        cast(passes.direction * passes.puck_x as numeric(6, 2)) as start_x,
        cast(passes.direction * passes.puck_y as numeric(6, 2)) as start_y,
        cast(passes.direction * coalesce(ends.x, receivers.x) as numeric(6, 2)) as end_x,
        cast(passes.direction * coalesce(ends.y, receivers.y) as numeric(6, 2)) as end_y,

        -- strength and score
        passes.strength,
        passes.situation,
        passes.score_difference
    from passes
    left join paths on passes.event_key = paths.event_key and passes.game_id = paths.game_id
    left join points as ends
        on paths.event_key = ends.event_key and paths.game_id = ends.game_id and paths.last_position_number = ends.position_number
    left join receivers
        on
            passes.event_key = receivers.event_key
            and passes.game_id = receivers.game_id
            and passes.event_player_2_id = receivers.player_id

)

{{ with_build_stamp(of_last_build=true) }}
