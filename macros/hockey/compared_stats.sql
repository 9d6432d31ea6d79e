{#
    Statistics that are compared with the official result: name -> official column, who has it (any player, skater or
    goalie), and what the tracking must have whole for that: its events, its shifts (ice time), or both (on the ice).
#}
{% macro compared_stats() -%}
    {{ return({
        "goals": {"official": "goals", "who": "any", "needs": "events"},
        "assists": {"official": "assists", "who": "any", "needs": "events"},
        "pim": {"official": "pim", "who": "any", "needs": "events"},
        "sog": {"official": "shots", "who": "skater", "needs": "events"},
        "plus_minus": {"official": "plus_minus", "who": "skater", "needs": "both"},
        "hits": {"official": "hits", "who": "skater", "needs": "events"},
        "blocks": {"official": "blocks", "who": "skater", "needs": "events"},
        "giveaways": {"official": "giveaways", "who": "skater", "needs": "events"},
        "takeaways": {"official": "takeaways", "who": "skater", "needs": "events"},
        "faceoff_pct": {"official": "faceoff_pct", "who": "skater", "needs": "events"},
        "toi_seconds": {"official": "toi_seconds", "who": "any", "needs": "shifts"},
        "shift_count": {"official": "shift_count", "who": "skater", "needs": "shifts"},
        "shots_against": {"official": "shots_against", "who": "goalie", "needs": "events"},
        "saves": {"official": "saves", "who": "goalie", "needs": "events"},
        "goals_against": {"official": "goals_against", "who": "goalie", "needs": "events"},
    }) }}
{%- endmacro %}

{# Whether a list of trusted columns has this one; without a list every column is trusted. #}
{% macro is_trusted(column, list) -%}
    ({{ list }} is null or '{{ column }}' = any({{ list }}))
{%- endmacro %}
