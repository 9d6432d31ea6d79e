{#
    Percent by which a ratio of the last period is above that of the earlier ones; NULL where one of them has no denominator.
    One quotient, since a quotient of a rounded quotient may round 9.375 down.
#}
{% macro late_change(late, late_base, early, early_base) -%}
    round(
        100.0 * ({{ late }}) * nullif({{ early_base }}, 0) / nullif(({{ late_base }}) * ({{ early }}), 0) - 100, 2
    )
{%- endmacro %}

{# Goals and assists and shot attempts as one number (joined: rating_settings as one row `settings`). #}
{% macro production(points, shots) -%}
    settings.production_per_point * {{ points }} + settings.production_per_shot * {{ shots }}
{%- endmacro %}
