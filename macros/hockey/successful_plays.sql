{# Plays of a player's game that worked, or did not (successful, unsuccessful); kinds that were not tracked add nothing. #}
{% macro successful_plays(row, outcome) -%}
    (
        {{ row }}.shots_{{ outcome }}
        {%- for kind in ["passes", "plays", "entries", "exits"] %}
        + coalesce({{ row }}.{{ kind }}_{{ outcome }}, 0)
        {%- endfor %}
    )
{%- endmacro %}
