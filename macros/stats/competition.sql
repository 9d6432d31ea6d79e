{# Mean over stints of a sum over skaters and their number, weighted by the stints' seconds; NULL without any of them. #}
{% macro weighted_mean(total, skaters, unit=1) -%}
    round(sum(duration_seconds * {{ total }}) / ({{ unit }}.0 * nullif(sum(duration_seconds * {{ skaters }}), 0)), 3)
{%- endmacro %}
