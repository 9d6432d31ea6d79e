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

located as materialized (

    -- the stints of faceoffs before the players of stints, who are ten times as many
    select
        event_stints.shift_key,
        faceoffs.team_venue,
        faceoffs.event_team_zone,
        zones.mirror_zone
    from faceoffs
    inner join event_stints on faceoffs.event_key = event_stints.event_key
    inner join zones on faceoffs.event_team_zone = zones.zone

),

on_ice as (

    select
        player_shifts.game_id,
        player_shifts.player_id,
        case
            when player_shifts.team_venue = located.team_venue then located.event_team_zone
            else located.mirror_zone
        end as zone
    from located
    inner join player_shifts on located.shift_key = player_shifts.shift_key

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
