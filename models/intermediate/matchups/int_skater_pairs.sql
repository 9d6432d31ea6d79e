-- One row per game and two skaters (a before b) who shared the ice: time together and what happened, as a's team sees it.
-- Each pair once: the marts mirror it.
{{ config(indexes=[{"columns": ["game_id", "player_a_id", "player_b_id"], "unique": true}]) }}
{% set measures = {"gf": "ga", "ga": "gf", "cf": "ca", "ca": "cf", "ff": "fa", "fa": "ff", "xgf": "xga", "xga": "xgf"} %}
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

results as (

    select * from {{ ref("int_stint_results") }} where {{ in_scope() }} and team_venue = 'home' and has_results

),

inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

),

players as (

    -- a player with two sweater numbers is one
    select game_id, player_order, min(player_id) as player_id, min(team_venue) as team_venue
    from {{ ref("int_jerseys") }}
    where {{ in_scope() }}
    group by game_id, player_order

),

pairs as (

    -- as the home side sees it
    select
        stints.game_id,
        a.player_order as order_a,
        b.player_order as order_b,
        cast(sum(stints.duration_seconds) as integer) as toi_seconds,
        {% for measure in measures %}
        sum(results.{{ measure }}) as {{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from stints
    left join results on stints.shift_key = results.shift_key
    cross join {{ skaters_in_slots("stints", "a") }}
    cross join {{ skaters_in_slots("stints", "b") }}
    where a.player_order < b.player_order
    group by stints.game_id, a.player_order, b.player_order

),

final as (

    select
        pairs.game_id,
        player_a.player_id as player_a_id,
        player_b.player_id as player_b_id,
        player_a.team_venue as team_venue_a,
        player_b.team_venue as team_venue_b,
        player_a.team_venue = player_b.team_venue as are_team_mates,
        pairs.toi_seconds,
        {% for measure, mirrored in measures.items() %}
        cast(
            case
                when inputs.has_events
                    then coalesce(case player_a.team_venue when 'home' then pairs.{{ measure }} else pairs.{{ mirrored }} end, 0)
            end as {{ "numeric" if measure in ("xgf", "xga") else "integer" }}
        ) as {{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from pairs
    inner join inputs on pairs.game_id = inputs.game_id
    inner join players as player_a on pairs.game_id = player_a.game_id and pairs.order_a = player_a.player_order
    inner join players as player_b on pairs.game_id = player_b.game_id and pairs.order_b = player_b.player_order

)

select * from final
