-- One row per stint (nobody of either team changes): clock, who is on the ice, strength, score, and what happened in it.
{{ config(indexes=[
    {"columns": ["shift_key"], "unique": true},
    {"columns": ["game_id", "stint_number"]},
]) }}
{% set mirrored = {
    "gf": "ga", "ga": "gf", "cf": "ca", "ca": "cf", "ff": "fa", "fa": "ff", "sf": "sa", "sa": "sf", "xgf": "xga", "xga": "xgf",
} %}
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

results as (

    select * from {{ ref("int_stint_results") }} where {{ in_scope() }} and team_venue = 'home'

),

scores as (

    select * from {{ ref("int_stint_scores") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

final as (

    select
        -- keys
        stints.shift_key,
        stints.game_id,
        stints.shift_index,
        stints.stint_number,

        -- clock
        stints.period,
        stints.start_clock_seconds,
        stints.end_clock_seconds,
        stints.start_game_seconds,
        stints.start_game_seconds + stints.duration_seconds as end_game_seconds,
        stints.duration_seconds,
        stints.dead_ice_seconds,
        stints.shift_start_type,
        stints.shift_stop_type,
        stints.ends_with_goal,

        -- on the ice
        {% for venue in ["home", "away"] %}
        games.{{ venue }}_team_id,
        {% for slot in range(1, 7) %}
        stints.{{ venue }}_player_{{ slot }}_id,
        {% endfor %}
        stints.{{ venue }}_goalie_id,
        stints.{{ venue }}_skaters,
        stints.is_{{ venue }}_net_empty,
        {% endfor %}

        -- what happened: what home gets, away gives up
        {% for measure in mirrored %}
        results.{{ measure }} as home_{{ measure }},
        {% endfor %}
        {% for measure, of_home in mirrored.items() %}
        results.{{ of_home }} as away_{{ measure }},
        {% endfor %}

        -- strength, and the score as the stint starts
        stints.strength,
        stints.home_situation,
        stints.away_situation,
        scores.home_score,
        scores.away_score
    from stints
    inner join games on stints.game_id = games.game_id
    inner join results on stints.shift_key = results.shift_key
    inner join scores on stints.shift_key = scores.shift_key

)

{{ with_build_stamp() }}
