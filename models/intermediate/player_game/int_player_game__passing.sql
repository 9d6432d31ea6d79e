-- One row per game and player who passed or was passed to. A pass is complete by its detail, not by the success flag.
with

passes as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and event_type = 'Pass'

),

pass_ends as (

    select * from {{ ref("int_pass_ends") }}

),

roles as (

    select
        game_id,
        event_key,
        event_player_1_id as player_id,
        true as is_passer,
        event_detail,
        event_detail_2,
        event_team_zone
    from passes
    where event_player_1_id is not null
    union all
    select
        game_id,
        event_key,
        event_player_2_id as player_id,
        false as is_passer,
        event_detail,
        event_detail_2,
        event_team_zone
    from passes
    where event_player_2_id is not null

),

placed as (

    select
        roles.*,
        not roles.is_passer and roles.event_detail = 'Pass_Completed' as is_reception,
        -- between the faceoff dots, from the goal line out to the tops of the circles
        coalesce(pass_ends.end_x between 54 and 89 and abs(pass_ends.end_y) <= 22, false) as is_to_slot,
        -- inside the offensive zone, over the line through both nets and at least 20 ft sideways
        coalesce(
            pass_ends.start_x >= 25
            and pass_ends.end_x >= 25
            and pass_ends.start_y * pass_ends.end_y < 0
            and abs(pass_ends.start_y - pass_ends.end_y) >= 20,
            false
        ) as is_cross_ice
    from roles
    left join pass_ends on roles.event_key = pass_ends.event_key

),

final as (

    select
        game_id,
        player_id,

        -- as passer
        {{ count_if("is_passer") }} as pass_attempts,
        {{ count_if("is_passer and event_detail = 'Pass_Completed'") }} as pass_completed,
        {{ count_if("is_passer and event_detail = 'Pass_Missed'") }} as passes_missed,
        {{ count_if("is_passer and event_detail = 'Pass_Deflected'") }} as own_passes_deflected,
        {{ count_if("is_passer and event_detail = 'Pass_Intercepted'") }} as own_passes_intercepted,
        {{ count_if("is_passer and event_detail_2 = 'Pass_Stretch'") }} as stretch_passes,

        -- as receiver
        {{ count_if("not is_passer") }} as times_pass_target,
        {{ count_if("is_reception") }} as passes_received_successful,
        {{ count_if("not is_passer and event_detail in ('Pass_Missed', 'Pass_Deflected', 'Pass_Intercepted')") }}
            as passes_received_unsuccessful,
        {{ count_if("not is_passer and event_team_zone = 'o'") }} as times_target_oz,
        {{ count_if("not is_passer and event_team_zone = 'n'") }} as times_target_nz,
        {{ count_if("not is_passer and event_team_zone = 'd'") }} as times_target_dz,
        {{ count_if("is_reception and event_team_zone = 'o'") }} as passes_received_oz,
        {{ count_if("is_reception and event_team_zone = 'n'") }} as passes_received_nz,
        {{ count_if("is_reception and event_team_zone = 'd'") }} as passes_received_dz,
        {{ count_if("is_reception and is_to_slot") }} as slot_passes_received,
        {{ count_if("is_reception and is_cross_ice") }} as cross_ice_passes_received
    from placed
    group by game_id, player_id

)

select * from final
