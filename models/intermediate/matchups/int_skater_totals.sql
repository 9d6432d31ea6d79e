-- One row per game and skater with ice time: his ice time and what happened during it.
{{ config(indexes=[{"columns": ["game_id", "player_id"], "unique": true}]) }}
{% set counts = ["gf", "ga", "cf", "ca", "ff", "fa"] %}
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and not is_goalie

),

results as (

    select * from {{ ref("int_stint_results") }} where {{ in_scope() }} and has_results

),

final as (

    select
        player_shifts.game_id,
        player_shifts.player_id,
        player_shifts.team_venue,
        cast(sum(player_shifts.duration_seconds) as integer) as toi_seconds,
        {% for measure in counts %}
        cast(coalesce(sum(results.{{ measure }}), 0) as integer) as {{ measure }},
        {% endfor %}
        coalesce(sum(results.xgf), 0) as xgf,
        coalesce(sum(results.xga), 0) as xga
    from player_shifts
    left join results
        on player_shifts.shift_key = results.shift_key and player_shifts.team_venue = results.team_venue
    group by player_shifts.game_id, player_shifts.player_id, player_shifts.team_venue
    having sum(player_shifts.duration_seconds) > 0

)

select * from final
