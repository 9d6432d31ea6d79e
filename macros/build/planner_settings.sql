{#
    Before a table is made, for its transaction only: memory for sorts and hashes, and no just-in-time compilation, which
    took 11 s of a statement that then ran 0.2 s.
#}
{% macro planner_settings() -%}
    {%- if model.config.materialized == "incremental" -%}
        set local jit = off; set local work_mem = '{{ var("build_work_mem") }}'
    {%- endif -%}
{%- endmacro %}
