-- One row per game and skater with ice time: his ice time and what happened during it.
{{ config(indexes=[{"columns": ["game_id", "player_id"], "unique": true}]) }}
{% set counts = ["gf", "ga", "cf", "ca", "ff", "fa"] %}
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and not is_goalie

),

inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

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
        cast(case when inputs.has_events then coalesce(sum(results.{{ measure }}), 0) end as integer) as {{ measure }},
        {% endfor %}
        case when inputs.has_events then coalesce(sum(results.xgf), 0) end as xgf,
        case when inputs.has_events then coalesce(sum(results.xga), 0) end as xga
    from player_shifts
    inner join inputs on player_shifts.game_id = inputs.game_id
    left join results
        on player_shifts.shift_key = results.shift_key and player_shifts.team_venue = results.team_venue
    group by player_shifts.game_id, player_shifts.player_id, player_shifts.team_venue, inputs.has_events
    having sum(player_shifts.duration_seconds) > 0

)

select * from final
