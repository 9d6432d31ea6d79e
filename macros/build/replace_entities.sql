{#
    Incremental strategy for what is kept per player or team over many games: every row of the players and teams that the
    games in scope concern is deleted, what the model yields for them now is inserted.
#}
{% macro get_incremental_replace_entities_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict["dest_columns"] | map(attribute="name")) -%}
    delete from {{ arg_dict["target_relation"] }}
    where {{ entity_in_scope("entity_id") }};

    insert into {{ arg_dict["target_relation"] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict["temp_relation"] }}
{% endmacro %}

{# A condition: a game of the running build has, or had, this player or team. #}
{% macro entity_in_scope(column) -%}
    {{ column }} in (select touched.entity_id from {{ ref("int_metric_entities") }} as touched where {{ in_scope("touched.game_id") }})
{%- endmacro %}
