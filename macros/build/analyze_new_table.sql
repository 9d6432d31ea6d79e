{#
    Gives the planner statistics of a table that was just made; the models after it join it in the same run. Of published
    tables a small sample does: all of it took 8 s for the widest. From then on autovacuum comes when many rows have changed,
    and not after every game of a small league, since it drops the plans that a worker keeps.
#}
{% macro analyze_new_table() -%}
    {%- if model.config.materialized == "incremental" and not is_incremental() -%}
        {%- if this.schema == target.schema %} set local default_statistics_target = 10;{% endif %} analyze {{ this }};
        alter table {{ this }} set (
            autovacuum_vacuum_threshold = 50000,
            autovacuum_vacuum_insert_threshold = 50000,
            autovacuum_analyze_threshold = 50000
        )
    {%- endif -%}
{%- endmacro %}
