-- One row per game and player on the ice during an event: how many events of any kind, markers apart, his stints hold.
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and counts_for_player

),

event_stints as (

    select * from {{ ref("int_event_stints") }} where {{ in_scope() }}

),

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and not is_marker

),

event_counts as (

    select event_stints.shift_key, count(*) as events
    from event_stints
    inner join events on event_stints.event_key = events.event_key
    group by event_stints.shift_key

),

final as (

    select
        player_shifts.game_id,
        player_shifts.player_id,
        cast(sum(event_counts.events) as integer) as total_on_ice_events
    from player_shifts
    inner join event_counts on player_shifts.shift_key = event_counts.shift_key
    group by player_shifts.game_id, player_shifts.player_id

)

select * from final
