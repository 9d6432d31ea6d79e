{#
    Gives the planner statistics of a table that was just made; the models after it join it in the same run. Of published
    tables a small sample does: all of it took 8 s for the widest.
#}
{% macro analyze_new_table() -%}
    {%- if model.config.materialized == "incremental" and not is_incremental() -%} 
        {%- if this.schema == target.schema %} set local default_statistics_target = 10;{% endif %} analyze {{ this }}
     {%- endif -%}
{%- endmacro %}
