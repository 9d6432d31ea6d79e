{# Gives the planner statistics of a table that was just made; the models after it join it in the same run. #}
{% macro analyze_new_table() -%}
    {%- if model.config.materialized == "incremental" and not is_incremental() -%} analyze {{ this }} {%- endif -%}
{%- endmacro %}
