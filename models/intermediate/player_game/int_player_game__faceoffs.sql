-- One row per game and player who took a faceoff. The winner is event player 1; the loser's zone is the mirror of the winner's.
with

faceoffs as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and event_type = 'Faceoff'

),

zones as (

    select * from {{ ref("zones") }}

),

takers as (

    select game_id, event_player_1_id as player_id, true as is_win, event_team_zone as zone
    from faceoffs
    where event_player_1_id is not null
    union all
    select faceoffs.game_id, faceoffs.opp_player_1_id as player_id, false as is_win, zones.mirror_zone as zone
    from faceoffs
    left join zones on faceoffs.event_team_zone = zones.zone
    where faceoffs.opp_player_1_id is not null

),

final as (

    select
        game_id,
        player_id,
        {{ count_if("is_win") }} as fo_wins,
        {{ count_if("not is_win") }} as fo_losses,
        cast(count(*) as integer) as fo_total,
        {{ count_if("is_win and zone = 'o'") }} as fo_wins_oz,
        {{ count_if("is_win and zone = 'n'") }} as fo_wins_nz,
        {{ count_if("is_win and zone = 'd'") }} as fo_wins_dz,
        {{ count_if("not is_win and zone = 'o'") }} as fo_losses_oz,
        {{ count_if("not is_win and zone = 'n'") }} as fo_losses_nz,
        {{ count_if("not is_win and zone = 'd'") }} as fo_losses_dz
    from takers
    group by game_id, player_id

)

select * from final
