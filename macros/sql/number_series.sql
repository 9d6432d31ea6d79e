{# Rows 0 to n, one column `number`. #}
{% macro number_series(n) -%}
    generate_series(0, {{ n }})
{%- endmacro %}
