{# Rows that meet a condition, as an integer; 0 where none does. #}
{% macro count_if(condition) -%}
    cast(count(*) filter (where {{ condition }}) as integer)
{%- endmacro %}

{# Sum of an expression over the rows that meet a condition, as an integer; 0 where none does. #}
{% macro sum_if(expression, condition) -%}
    cast(coalesce(sum({{ expression }}) filter (where {{ condition }}), 0) as integer)
{%- endmacro %}
