{# The values of a group that meet a condition, as a sorted list. #}
{% macro sorted_list(expression, condition="true") -%}
    array_agg({{ expression }} order by {{ expression }}) filter (where {{ condition }})
{%- endmacro %}

{# Element n of a list, counted from 1; NULL beyond its end. #}
{% macro list_element(list, n) -%}
    ({{ list }})[{{ n }}]
{%- endmacro %}

{# The values of some columns of a row that are not NULL, as a list. #}
{% macro list_of_columns(columns) -%}
    array_remove(array[{{ columns | join(", ") }}], null)
{%- endmacro %}
