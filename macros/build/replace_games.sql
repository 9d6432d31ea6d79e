{#
    Incremental strategy: every row of the games in scope is deleted, what the model yields now is inserted.
    Unlike delete+insert, a game that yields nothing any more loses its old rows.
#}
{% macro get_incremental_replace_games_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict["dest_columns"] | map(attribute="name")) -%}
    delete from {{ arg_dict["target_relation"] }}
    where game_id in (select game_id from {{ build_scope() }});

    insert into {{ arg_dict["target_relation"] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict["temp_relation"] }}
{% endmacro %}
