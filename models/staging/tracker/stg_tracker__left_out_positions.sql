-- One row per event whose position stands in its source and is left out: off the rink, far from its zone, or of unknown coordinates.
with

events as (

    select * from {{ source("tracker", "staging_events") }}

),

final as (

    select
        event_key,
        game_id
    from events
    where
        puck_x is null
        and (
            nullif(trim(raw ->> 'puck_x'), '') is not null
            or jsonb_path_exists(raw, '$.puckXY[*].x ? (@ != null)')
        )

)

select * from final
