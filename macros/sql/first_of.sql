{# Value of an expression in the first row of a group that meets a condition. #}
{% macro first_of(expression, order_by, condition="true") -%}
    (array_agg({{ expression }} order by {{ order_by }}) filter (where {{ condition }}))[1]
{%- endmacro %}
