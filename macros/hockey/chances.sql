{# A condition: a shot of int_shots is a scoring chance: unblocked, and of high or medium danger, a rebound or off the rush. #}
{% macro is_scoring_chance(shots) -%}
    {{ shots }}.is_unblocked
        and (
            coalesce({{ shots }}.danger in ('high', 'medium'), false)
            or {{ shots }}.is_rebound
            or coalesce({{ shots }}.is_rush, false)
        )
{%- endmacro %}

{# A condition: a shot of int_shots is a high-danger chance: unblocked, and of high danger or a rebound. #}
{% macro is_high_danger_chance(shots) -%}
    {{ shots }}.is_unblocked and (coalesce({{ shots }}.danger = 'high', false) or {{ shots }}.is_rebound)
{%- endmacro %}
