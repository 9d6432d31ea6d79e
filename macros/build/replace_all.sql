{#
    Incremental strategy of small tables that are not kept per game: all rows are deleted, what the model yields now is
    inserted. Unlike a table swap it drops no view above the table, and nobody who reads has to wait.
#}
{% macro get_incremental_replace_all_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict["dest_columns"] | map(attribute="name")) -%}
    delete from {{ arg_dict["target_relation"] }};

    insert into {{ arg_dict["target_relation"] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict["temp_relation"] }}
{% endmacro %}
