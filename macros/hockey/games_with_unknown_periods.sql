{# The games with a play whose period nobody noted: their periods do not add up to the game. #}
{% macro games_with_unknown_periods() -%}
    (
        select events.game_id from {{ ref("fact_events") }} as events
        where {{ in_scope("events.game_id") }} and events.period is null
    )
{%- endmacro %}
