{# The numbers of a table in scope, a row for each: game_id, the key as `id`, column_name, value. For tests over all columns. #}
{% macro numbers_as_rows(relation, key) %}
    select
        wide.game_id,
        wide.{{ key }} as id,
        long.column_name,
        case when long.value ~ '^-?[0-9]+([.][0-9]+)?$' then cast(long.value as numeric) end as value
    from {{ relation }} as wide
    cross join lateral jsonb_each_text(to_jsonb(wide)) as long (column_name, value)
    where {{ in_scope("wide.game_id") }}
{% endmacro %}
