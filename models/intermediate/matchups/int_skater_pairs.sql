-- One row per game and two skaters (a before b) who shared the ice: time together and what happened, as a's team sees it.
-- Each pair once: the marts mirror it.
-- Over 100 lines: time and results are summed apart, each from pairs of its own, and six imports of six lines.
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

    select
        a.game_id,
        {{ pair_of("a.player_order", "b.player_order") }} as pair,
        a.player_id as player_a_id,
        b.player_id as player_b_id,
        a.team_venue as team_venue_a,
        b.team_venue as team_venue_b
    from players as a
    inner join players as b on a.game_id = b.game_id and a.player_order < b.player_order

),

on_ice as (

    select game_id, duration_seconds, {{ pairs_in_slots("stints") }} as pair
    from stints

),

times as (

    select game_id, pair, cast(sum(duration_seconds) as integer) as toi_seconds
    from on_ice
    where pair is not null
    group by game_id, pair

),

on_ice_with_results as (

    -- as the home side sees it; three of four stints have no results, so that they are summed apart from the time
    select
        stints.game_id,
        {% for measure in measures %}
        results.{{ measure }},
        {% endfor %}
        {{ pairs_in_slots("stints") }} as pair
    from stints
    inner join results on stints.shift_key = results.shift_key

),

sums as (

    select
        game_id,
        pair,
        {% for measure in measures %}
        sum({{ measure }}) as {{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from on_ice_with_results
    where pair is not null
    group by game_id, pair

),

final as (

    select
        times.game_id,
        pairs.player_a_id,
        pairs.player_b_id,
        pairs.team_venue_a,
        pairs.team_venue_b,
        pairs.team_venue_a = pairs.team_venue_b as are_team_mates,
        times.toi_seconds,
        {% for measure, mirrored in measures.items() %}
        cast(
            case
                when inputs.has_events
                    then coalesce(case pairs.team_venue_a when 'home' then sums.{{ measure }} else sums.{{ mirrored }} end, 0)
            end as {{ "numeric" if measure in ("xgf", "xga") else "integer" }}
        ) as {{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from times
    inner join inputs on times.game_id = inputs.game_id
    left join sums on times.game_id = sums.game_id and times.pair = sums.pair
    -- every row has its match: an inner join would make the planner take a game for a single row
    left join pairs on times.game_id = pairs.game_id and times.pair = pairs.pair

)

select * from final
