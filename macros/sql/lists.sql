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

{# The parts of a text list that string_agg(…, ', ') made, as a relation to cross join: part, place. #}
{% macro parts_of(text_list) -%}
    lateral regexp_split_to_table({{ text_list }}, ', ') with ordinality
{%- endmacro %}

{# A value is among the parts of such a list. #}
{% macro is_in_text_list(value, text_list) -%}
    {{ value }} = any(string_to_array(coalesce({{ text_list }}, ''), ', '))
{%- endmacro %}
