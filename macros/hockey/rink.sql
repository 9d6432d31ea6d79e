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

{# In front of the net: between the faceoff dots, from the goal line out to the tops of the circles. #}
{% macro is_in_slot(x, y) -%}
    ({{ x }} between 54 and 89 and abs({{ y }}) <= 22)
{%- endmacro %}

{# A pass inside the offensive zone that crosses the line through both nets and at least 20 ft of ice sideways. #}
{% macro is_cross_ice(start_x, start_y, end_x, end_y) -%}
    (
        {{ start_x }} >= 25
        and {{ end_x }} >= 25
        and {{ start_y }} * {{ end_y }} < 0
        and abs({{ start_y }} - {{ end_y }}) >= 20
    )
{%- endmacro %}
