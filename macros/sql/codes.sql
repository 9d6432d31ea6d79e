{# What makes two spellings of a code the same: letters and digits, in lower case. Pass-Completed = Pass_Completed. #}
{% macro code_key(expression) -%}
    lower(translate({{ expression }}, ' -_/.,:;()&+''"#*', ''))
{%- endmacro %}
