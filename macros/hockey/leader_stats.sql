{#
    Statistics of league_leaders by the table they stand in: name -> column that a minimum is asked of, none for sums.
    The minimums themselves, and which end is best, are in the seed leader_stats; a test holds the two together.
#}
{% macro leader_stats() -%}
    {{ return({
        "skater": {
            "goals": none, "assists": none, "points": none, "pim": none, "plus_minus": none, "game_winning_goals": none,
            "sog": none, "shots": none, "xg_for": none, "hits": none, "blocks": none, "takeaways": none,
            "zone_entries_controlled": none, "game_score": none,
            "toi_per_game": "toi_seconds", "shooting_pct": "sog", "fo_pct": "fo_total", "pass_pct": "pass_attempts",
            "cf_pct": "rate_toi_seconds", "xg_pct": "rate_toi_seconds",
            "goals_per_60": "rate_toi_seconds", "points_per_60": "rate_toi_seconds",
        },
        "goalie": {
            "saves": none, "shutouts": none, "goals_saved_above_expected": none,
            "save_pct": "shots_against", "goals_against_average": "rate_toi_seconds",
        },
    }) }}
{%- endmacro %}
