{#
    Whether a period comes after regulation; int_games.regulation_periods says how many periods that has. Models below int_periods
    have the answer as a column, is_overtime; a shootout is a phase of its own (is_shootout).
#}
{% macro is_overtime(period, regulation_periods) -%}
    ({{ period }} > {{ regulation_periods }})
{%- endmacro %}

{# Parts of a game that have columns of their own: name -> condition on `period` and `is_overtime`. #}
{% macro period_parts() -%}
    {{ return({
        "first_period": "period = 1 and is_overtime is not true",
        "second_period": "period = 2 and is_overtime is not true",
        "third_period": "period = 3 and is_overtime is not true",
        "overtime": "is_overtime",
    }) }}
{%- endmacro %}
