{# A seed of named values as one row: a column for each name; NULL for one that the seed lacks. #}
{% macro seed_as_row(seed, key, value, names) %}
    select
        {% for name in names %}
        max({{ value }}) filter (where {{ key }} = '{{ name }}') as {{ name }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ ref(seed) }}
{%- endmacro %}
