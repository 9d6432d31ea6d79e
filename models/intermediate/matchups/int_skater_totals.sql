-- One row per game and skater with ice time: his ice time and what happened during it.
{{ config(indexes=[{"columns": ["game_id", "player_id"], "unique": true}]) }}
with

skaters as (

    select * from {{ ref("int_stint_skaters") }} where {{ in_scope() }}

),

final as (

    select
        game_id,
        player_id,
        team_venue,
        cast(sum(duration_seconds) as integer) as toi_seconds,
        {% for measure in ["gf", "ga", "cf", "ca", "ff", "fa"] %}
        cast(sum({{ measure }}) as integer) as {{ measure }},
        {% endfor %}
        sum(xgf) as xgf,
        sum(xga) as xga
    from skaters
    group by game_id, player_id, team_venue
    having sum(duration_seconds) > 0

)

select * from final
