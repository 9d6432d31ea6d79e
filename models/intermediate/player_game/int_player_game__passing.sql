-- One row per game and player who passed or was passed to. A pass is complete by its detail, not by the success flag.
with

passes as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and event_type = 'Pass'

),

roles as (

    select game_id, event_player_1_id as player_id, true as is_passer, event_detail, event_detail_2, event_team_zone
    from passes
    where event_player_1_id is not null
    union all
    select game_id, event_player_2_id as player_id, false as is_passer, event_detail, event_detail_2, event_team_zone
    from passes
    where event_player_2_id is not null

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
        {{ count_if("not is_passer and event_detail = 'Pass_Completed'") }} as passes_received_successful,
        {{ count_if("not is_passer and event_detail in ('Pass_Missed', 'Pass_Deflected', 'Pass_Intercepted')") }}
            as passes_received_unsuccessful,
        {{ count_if("not is_passer and event_team_zone = 'o'") }} as times_target_oz,
        {{ count_if("not is_passer and event_team_zone = 'n'") }} as times_target_nz,
        {{ count_if("not is_passer and event_team_zone = 'd'") }} as times_target_dz
    from roles
    group by game_id, player_id

)

select * from final
