-- One row per stint (nobody of either team changes): clock, who is on the ice, strength, score, and what happened in it.
{{ config(indexes=[
    {"columns": ["shift_key"], "unique": true},
    {"columns": ["game_id", "stint_number"]},
]) }}
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

stint_players as (

    select * from {{ ref("int_stint_players") }} where {{ in_scope() }}

),

results as (

    -- both sides of a stint in one row
    select
        {% for venue in ["home", "away"] %}
        {% for measure in ["gf", "ga", "cf", "ca", "ff", "fa", "sf", "sa", "xgf", "xga"] %}
        max({{ measure }}) filter (where team_venue = '{{ venue }}') as {{ venue }}_{{ measure }},
        {% endfor %}
        {% endfor %}
        shift_key
    from {{ ref("int_stint_results") }}
    where {{ in_scope() }}
    group by shift_key

),

scores as (

    select * from {{ ref("int_stint_scores") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

skaters as (

    select
        {% for venue in ["home", "away"] %}
        {% for slot in range(1, 7) %}
        min(player_id) filter (where team_venue = '{{ venue }}' and slot = {{ slot }}) as {{ venue }}_player_{{ slot }}_id,
        {% endfor %}
        {% endfor %}
        shift_key
    from stint_players
    group by shift_key

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
        skaters.{{ venue }}_player_{{ slot }}_id,
        {% endfor %}
        stints.{{ venue }}_goalie_id,
        stints.{{ venue }}_skaters,
        stints.is_{{ venue }}_net_empty,
        {% endfor %}

        -- what happened
        {% for venue in ["home", "away"] %}
        {% for measure in ["gf", "ga", "cf", "ca", "ff", "fa", "sf", "sa", "xgf", "xga"] %}
        results.{{ venue }}_{{ measure }},
        {% endfor %}
        {% endfor %}

        -- strength, and the score as the stint starts
        stints.strength,
        stints.home_situation,
        stints.away_situation,
        scores.home_score,
        scores.away_score
    from stints
    inner join games on stints.game_id = games.game_id
    inner join skaters on stints.shift_key = skaters.shift_key
    inner join results on stints.shift_key = results.shift_key
    inner join scores on stints.shift_key = scores.shift_key

)

select * from final
