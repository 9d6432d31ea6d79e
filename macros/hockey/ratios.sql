{# Percentage from 0 to 100; NULL without a denominator. #}
{% macro pct(numerator, denominator, digits=2) -%}
    round(100.0 * ({{ numerator }}) / nullif({{ denominator }}, 0), {{ digits }})
{%- endmacro %}

{# Ratio; NULL without a denominator. #}
{% macro ratio(numerator, denominator, digits=3) -%}
    round(1.0 * ({{ numerator }}) / nullif({{ denominator }}, 0), {{ digits }})
{%- endmacro %}

{# Rate per 60 minutes of ice time given in seconds; NULL without ice time. #}
{% macro per_60(measure, seconds, digits=2) -%}
    round(3600.0 * ({{ measure }}) / nullif({{ seconds }}, 0), {{ digits }})
{%- endmacro %}
