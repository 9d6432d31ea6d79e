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
    -- dbt gives a model with a `where` a name of its own
    with child as (
        select * from {{ model }} where {{ column_name }} is not null
    ),

    parent as (
        select {{ field }} as to_field from {{ to }}
    )

    select child.*
    from child
    left join parent on child.{{ column_name }} = parent.to_field
    where parent.to_field is null
{% endmacro %}
