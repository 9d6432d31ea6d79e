{#
    The tests that come with dbt, as it has them but with whole rows: what fails is shown with its keys, and by its game.
    dbt counts the rows of a test, for which PostgreSQL computes no column.
#}
{% macro default__test_not_null(model, column_name) %}
    select * from {{ model }} where {{ column_name }} is null
{% endmacro %}

{% macro default__test_accepted_values(model, column_name, values, quote=True) %}
    select *
    from {{ model }}
    where
        {{ column_name }} not in (
            {%- for value in values %} {{ "'" ~ value ~ "'" if quote else value }}{{ "," if not loop.last }}{% endfor %}
        )
{% endmacro %}

{% macro default__test_relationships(model, column_name, to, field) %}
    select child.*
    from {{ model }} as child
    left join {{ to }} as parent on child.{{ column_name }} = parent.{{ field }}
    where child.{{ column_name }} is not null and parent.{{ field }} is null
{% endmacro %}
