-- One row per pass whose end is known: where it started and ended, turned so that the passing side attacks +x. The end is the
-- last point of the puck's path, else where the receiver stood.
{{ config(materialized="view") }}
with

passes as (

    select *, case team_venue when 'home' then 1 else -1 end as direction
    from {{ ref("int_events") }}
    where {{ in_scope() }} and event_type = 'Pass' and puck_x is not null

),

receivers as (

    select * from {{ ref("int_event_players") }}
    where {{ in_scope() }} and role_side = 'event' and role_number = 2 and x is not null

),

positions as (

    select * from {{ ref("stg_tracker__puck_positions") }} where {{ in_scope() }}

),

last_points as (

    select event_key, max(position_number) as position_number
    from positions
    where position_number > 1
    group by event_key

),

path_ends as (

    select positions.event_key, positions.x, positions.y
    from positions
    inner join last_points
        on positions.event_key = last_points.event_key and positions.position_number = last_points.position_number

),

final as (

    select
        passes.event_key,
        passes.game_id,
        passes.direction * passes.puck_x as start_x,
        passes.direction * passes.puck_y as start_y,
        passes.direction * cast(coalesce(path_ends.x, receivers.x) as numeric(6, 2)) as end_x,
        passes.direction * cast(coalesce(path_ends.y, receivers.y) as numeric(6, 2)) as end_y
    from passes
    left join path_ends on passes.event_key = path_ends.event_key
    left join receivers on passes.event_key = receivers.event_key
    where coalesce(path_ends.x, receivers.x) is not null

)

select * from final
