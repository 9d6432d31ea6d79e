{#
    Feet from a shot to the middle of the net; x is turned so that the shooter's team attacks +x.
    The goal line is 89 ft from centre ice.
#}
{% macro shot_distance(x, y) -%}
    round(cast(sqrt(power(89 - ({{ x }}), 2) + power({{ y }}, 2)) as numeric), 2)
{%- endmacro %}

{# Degrees between the shot's line and the line through both nets: 0 straight in front, above 90 from behind the goal line. #}
{% macro shot_angle(x, y) -%}
    round(cast(degrees(atan2(abs({{ y }}), 89 - ({{ x }}))) as numeric), 2)
{%- endmacro %}
