{#
    A total is not the sum of its parts. A part that nobody knows adds nothing; where none is known there is nothing to compare.
#}
{% macro parts_differ(total, parts) -%}
    coalesce({{ parts | join(", ") }}) is not null
    and {{ total }} is distinct from
    {%- for part in parts %} coalesce({{ part }}, 0) {{ "+" if not loop.last }}{%- endfor %}
{%- endmacro %}
