{# The values of a group that meet a condition, as a sorted list. #}
{% macro sorted_list(expression, condition="true") -%}
    array_agg({{ expression }} order by {{ expression }}) filter (where {{ condition }})
{%- endmacro %}
