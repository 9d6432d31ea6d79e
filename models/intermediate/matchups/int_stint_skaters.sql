-- One row per stint and skater: ice time and what happened, as his team sees it. Narrow, since pairs multiply it.
{{ config(materialized="view") }}
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and not is_goalie

),

results as (

    select * from {{ ref("int_stint_results") }} where {{ in_scope() }}

),

final as (

    select
        player_shifts.shift_key,
        player_shifts.game_id,
        player_shifts.player_id,
        player_shifts.team_venue,
        player_shifts.duration_seconds,
        results.gf,
        results.ga,
        results.cf,
        results.ca,
        results.ff,
        results.fa,
        results.xgf,
        results.xga
    from player_shifts
    inner join results
        on player_shifts.shift_key = results.shift_key and player_shifts.team_venue = results.team_venue

)

select * from final
