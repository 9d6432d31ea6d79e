{# What makes two spellings of a code the same: letters and digits, in lower case. Pass-Completed = Pass_Completed. #}
{% macro code_key(expression) -%}
    lower(translate({{ expression }}, ' -_/.,:;()&+''"#*', ''))
{%- endmacro %}

{# A detail of one type stands under another; shots, goals, penalty shots and shootout attempts are noted under each other. #}
{% macro is_of_another_type(event_type, detail_type) -%}
    {%- set shooting = "('Shot', 'Goal', 'PenaltyShot', 'Shootout')" -%}
    ({{ event_type }} <> {{ detail_type }} and not ({{ event_type }} in {{ shooting }} and {{ detail_type }} in {{ shooting }}))
{%- endmacro %}
