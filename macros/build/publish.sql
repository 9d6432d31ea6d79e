{#
    Who may read what was just made, and row level security where it is a table: said by ops.publish, in the transaction that
    makes it. The config `grants` would ask the database for the rights of each relation in every build.
#}
{% macro publish() -%}
    {%- if this.schema == target.schema and (model.config.materialized == "view" or not is_incremental()) -%}
        select ops.publish('{{ this }}')
    {%- endif -%}
{%- endmacro %}
