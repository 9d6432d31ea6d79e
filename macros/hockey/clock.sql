{# Seconds as a clock shows them: 453 is 7:33. #}
{% macro clock_text(seconds) -%}
    (
        cast(floor(({{ seconds }}) / 60.0) as text) || ':' || lpad(cast(mod({{ seconds }}, 60) as text), 2, '0')
    )
{%- endmacro %}
