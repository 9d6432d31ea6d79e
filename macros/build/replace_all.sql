{#
    Incremental strategy of small tables that are not kept per game. Unlike a table swap it drops no view above the table, and
    nobody who reads has to wait. With a primary key only rows that differ are written, since facts point to them; rows that
    are not yielded any more are removed at the end of the run (ops.gone_rows). Without one all rows are deleted first.
#}
{% macro get_incremental_replace_all_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict["dest_columns"] | map(attribute="name")) -%}
    {%- set key = key_column() -%}
    {%- if key is none -%}
    delete from {{ arg_dict["target_relation"] }};

    insert into {{ arg_dict["target_relation"] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict["temp_relation"] }}
    {%- else -%}
    {%- set same = "old." ~ key ~ " = new." ~ key -%}
    update {{ arg_dict["target_relation"] }} as old
    set ({{ columns }}) = row({{ prefixed(arg_dict["dest_columns"], "new") }})
    from {{ arg_dict["temp_relation"] }} as new
    where
        {{ same }}
        and row({{ prefixed(arg_dict["dest_columns"], "old") }}) is distinct from row({{ prefixed(arg_dict["dest_columns"], "new") }});

    delete from ops.gone_rows where table_name = '{{ this.identifier }}';

    insert into ops.gone_rows (table_name, key)
    select '{{ this.identifier }}', cast(old.{{ key }} as text)
    from {{ arg_dict["target_relation"] }} as old
    where not exists (select from {{ arg_dict["temp_relation"] }} as new where {{ same }});

    insert into {{ arg_dict["target_relation"] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict["temp_relation"] }} as new
    where not exists (select from {{ arg_dict["target_relation"] }} as old where {{ same }})
    {%- endif -%}
{% endmacro %}

{# The columns of a row under a name of its table. #}
{% macro prefixed(columns, table) -%}
    {%- for column in columns %}{{ table }}.{{ adapter.quote(column.name) }}{{ ", " if not loop.last }}{% endfor -%}
{%- endmacro %}
