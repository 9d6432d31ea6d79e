{# A column by its name in quotes: some old names begin with a digit. #}
{% macro quoted(column) -%} "{{ column }}" {%- endmacro %}
