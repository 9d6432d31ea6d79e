-- One row per game and two skaters (a before b) who shared the ice: time together and what happened, as a's team sees it.
-- Each pair once: the marts mirror it.
{{ config(indexes=[{"columns": ["game_id", "player_a_id", "player_b_id"], "unique": true}]) }}
with

skaters as (

    select * from {{ ref("int_stint_skaters") }} where {{ in_scope() }}

),

final as (

    select
        player_a.game_id,
        player_a.player_id as player_a_id,
        player_b.player_id as player_b_id,
        player_a.team_venue as team_venue_a,
        player_b.team_venue as team_venue_b,
        player_a.team_venue = player_b.team_venue as are_team_mates,
        cast(sum(player_a.duration_seconds) as integer) as toi_seconds,
        {% for measure in ["gf", "ga", "cf", "ca", "ff", "fa"] %}
        cast(sum(player_a.{{ measure }}) as integer) as {{ measure }},
        {% endfor %}
        sum(player_a.xgf) as xgf,
        sum(player_a.xga) as xga
    from skaters as player_a
    inner join skaters as player_b
        on player_a.shift_key = player_b.shift_key and player_a.player_id < player_b.player_id
    group by
        player_a.game_id, player_a.player_id, player_b.player_id, player_a.team_venue, player_b.team_venue

)

select * from final
