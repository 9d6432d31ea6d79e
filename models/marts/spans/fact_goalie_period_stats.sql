-- One row per game, goalie and part of it (first, second, third period, all overtime): saves and goals against.
{{ config(materialized="view") }}
{% set parts = {"first_period": 1, "second_period": 2, "third_period": 3, "overtime": 4} %}
with

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }}

),

long as (

    select
        goalies.game_id,
        goalies.player_id,
        goalies.team_id,
        goalies.venue,
        parts.*
    from goalies
    cross join lateral (
        values
        {% for part, period in parts.items() %}
        ({{ period }}, goalies.{{ part }}_saves, goalies.{{ part }}_goals_against){{ "," if not loop.last }}
        {% endfor %}
    ) as parts (period, saves, goals_against)

),

final as (

    select
        -- keys
        game_id,
        player_id,
        period,
        team_id,
        venue,

        -- counts
        saves + goals_against as shots_against,
        saves,
        goals_against,
        {{ pct("saves", "saves + goals_against") }} as save_pct
    from long
    where saves + goals_against > 0

)

{{ published_view() }}
