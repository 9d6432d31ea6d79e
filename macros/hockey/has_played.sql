{# A dressed player played: a goalie who did not leave the bench did not, unless he stands in an event or the official result. #}
{% macro has_played(player) -%}
    (
        not {{ player }}.is_goalie
        or coalesce({{ player }}.toi_seconds, 1) > 0
        or coalesce({{ player }}.event_roles, 0) > 0
        or coalesce({{ player }}.official_goals, 0) + coalesce({{ player }}.official_assists, 0) + coalesce({{ player }}.official_pim, 0) > 0
    )
{%- endmacro %}
