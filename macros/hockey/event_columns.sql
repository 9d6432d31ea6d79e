{# Keys, clock and sides that every table of plays begins with, from fact_events. #}
{% macro event_columns(events="events") -%}
    {%- for column in [
        "event_key", "game_id", "shift_key", "linked_event_index", "event_number", "period", "clock_seconds", "game_seconds",
        "venue", "team_id", "opponent_team_id",
    ] %}
    {{ events }}.{{ column }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#
    What followed within ten seconds of play, from int_event_outcomes: first what the side of the row did, then the other.
    The side is the one of the event, unless `is_swapped` says that the row is seen by the other.
#}
{% macro outcome_columns(outcomes="outcomes", is_swapped=none) -%}
    {%- for side, other in [("for", "against"), ("against", "for")] %}
    {%- for measure, name in [("attempts", "attempts"), ("on_goal", "shots_on_goal"), ("goals", "goals"), ("xg", "xg")] %}
    {% if is_swapped -%}
    case when {{ is_swapped }} then {{ outcomes }}.{{ measure }}_{{ other }} else {{ outcomes }}.{{ measure }}_{{ side }} end
    {%- else -%}
    {{ outcomes }}.{{ measure }}_{{ side }}
    {%- endif %} as {{ name }}_{{ side }}_10s{{ "," if not (loop.last and side == "against") }}
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}
