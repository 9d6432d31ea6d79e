{# Record of the rows that meet a condition as wins-losses-ties; losses after regulation are among the losses. #}
{% macro record_of(condition) -%}
    {%- for results in ["'W'", "'L', 'OTL'", "'T'"] -%}
    cast(count(*) filter (where result in ({{ results }}) and {{ condition }}) as text) {{ "|| '-' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
