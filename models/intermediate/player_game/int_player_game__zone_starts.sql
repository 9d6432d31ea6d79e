-- One row per game and player on the ice for a faceoff: faceoffs by zone as his team sees it.
with

faceoffs as (

    select * from {{ ref("int_events") }}
    where {{ in_scope() }} and event_type = 'Faceoff' and event_team_zone is not null

),

event_stints as (

    select * from {{ ref("int_event_stints") }} where {{ in_scope() }}

),

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and not is_goalie

),

zones as (

    select * from {{ ref("zones") }}

),

on_ice as (

    select
        player_shifts.game_id,
        player_shifts.player_id,
        case
            when player_shifts.team_venue = faceoffs.team_venue then faceoffs.event_team_zone
            else zones.mirror_zone
        end as zone
    from faceoffs
    inner join event_stints on faceoffs.event_key = event_stints.event_key
    inner join player_shifts on event_stints.shift_key = player_shifts.shift_key
    inner join zones on faceoffs.event_team_zone = zones.zone

),

final as (

    select
        game_id,
        player_id,
        {{ count_if("zone = 'o'") }} as faceoffs_on_ice_oz,
        {{ count_if("zone = 'n'") }} as faceoffs_on_ice_nz,
        {{ count_if("zone = 'd'") }} as faceoffs_on_ice_dz
    from on_ice
    group by game_id, player_id

)

select * from final
