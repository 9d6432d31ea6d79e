{#
    Game score of a skater by Luszczyszyn's public weights (seed game_score_weights, joined as one row `weights`).
    A part without input adds nothing.
#}
{% macro game_score(row, weights, stats) -%}
    (
        {%- for stat in stats %}
        {{ weights }}.{{ stat }} * coalesce({{ row }}.{{ stat }}, 0) {{ "+" if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# The stats a skater's game score is made of. #}
{% macro skater_game_score_stats() -%}
    {{ return([
        "goals", "primary_assists", "secondary_assists", "sog", "blocks", "penalties_drawn", "penalties_taken",
        "fo_wins", "fo_losses", "cf_5v5", "ca_5v5", "gf_5v5", "ga_5v5",
    ]) }}
{%- endmacro %}
