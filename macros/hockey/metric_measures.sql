{#
    What the headline statistics of `metrics` are made of: entity type -> metric -> numerator and denominator in one game (none
    where the seed metric_definitions adds up or averages the numerator). A game that lacks the input has NULL.
#}
{% macro metric_measures() -%}
    {%- set on_ice = "case when has_rates then " -%}
    {{ return({
        "player": {
            "goals": ["used_goals", none],
            "assists": ["used_assists", none],
            "points": ["used_goals + used_assists", none],
            "pim": ["used_pim", none],
            "plus_minus": [on_ice ~ "plus_minus end", none],
            "sog": ["sog", none],
            "shots": ["shots", none],
            "xg_for": ["xg_for", none],
            "hits": ["hits", none],
            "blocks": ["blocks", none],
            "takeaways": ["takeaways", none],
            "giveaways": ["giveaways", none],
            "game_score": ["game_score", none],
            "game_score_per_game": ["game_score", none],
            "toi_per_game": ["case when has_ice_time then toi_seconds end", none],
            "shooting_pct": ["goals", "sog"],
            "fo_pct": ["fo_wins", "fo_total"],
            "pass_pct": ["pass_completed", "pass_attempts"],
            "cf_pct": [on_ice ~ "corsi_for end", on_ice ~ "corsi_for + corsi_against end"],
            "xg_pct": [on_ice ~ "on_ice_xgf end", on_ice ~ "on_ice_xgf + on_ice_xga end"],
            "goals_per_60": [on_ice ~ "used_goals end", on_ice ~ "toi_seconds end"],
            "points_per_60": [on_ice ~ "used_goals + used_assists end", on_ice ~ "toi_seconds end"],
        },
        "goalie": {
            "saves": ["saves", none],
            "shots_against": ["shots_against", none],
            "goals_against": ["used_goals_against", none],
            "shutouts": ["case when is_shutout and game_is_complete then 1 else 0 end", none],
            "goals_saved_above_expected": ["xg_against - goals_against", none],
            "game_score": ["game_score", none],
            "toi_per_game": ["case when has_ice_time then toi_seconds end", none],
            "save_pct": ["saves", "shots_against"],
            "goals_against_average": [on_ice ~ "used_goals_against end", on_ice ~ "toi_seconds end"],
        },
        "team": {
            "goals": ["used_goals", none],
            "goals_against": ["used_goals_against", none],
            "sog": ["sog", none],
            "sog_against": ["sog_against", none],
            "xgf": ["xgf", none],
            "xga": ["xga", none],
            "pim": ["pim", none],
            "hits": ["hits", none],
            "power_play_goals": ["power_play_goals", none],
            "goals_per_game": ["used_goals", none],
            "goals_against_per_game": ["used_goals_against", none],
            "shooting_pct": ["goals", "sog"],
            "save_pct": ["sog_against - tracked_goals_against", "sog_against"],
            "cf_pct": ["cf", "cf + ca"],
            "ff_pct": ["ff", "ff + fa"],
            "xg_pct": ["xgf", "xgf + xga"],
            "fo_pct": ["fo_wins", "fo_wins + fo_losses"],
        },
    }) }}
{%- endmacro %}
