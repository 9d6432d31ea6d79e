{# Names in the seed rating_settings; a test holds the two together. #}
{% macro rating_settings() -%}
    {{ return([
        "game_score_mean", "game_score_sd", "points_per_sd", "rating_mean", "rating_sd", "rating_min", "rating_max",
        "adjustment_per_point", "tier_slight", "tier_clear", "tier_extreme", "index_per_point", "long_shift_seconds",
        "production_per_point", "production_per_shot",
    ]) }}
{%- endmacro %}

{# Names in the seed gar_weights; a test holds the two together. #}
{% macro gar_weights() -%}
    {{ return([
        "xg_per_60", "share_of_skater", "finishing", "penalty", "faceoff", "turnover", "replacement_per_60", "goals_per_win",
    ]) }}
{%- endmacro %}

{# Columns of a game's ratings and composites in the order of the published table, by group. #}
{% macro player_game_ratings() -%}
    {{ return({
        "competition": [
            "opp_avg_rating", "skill_diff", "qoc_rating", "qot_rating", "expected_vs_rating", "qoc_toi_seconds",
            "qot_toi_seconds", "goals_rating_adj", "assists_rating_adj", "points_rating_adj", "plus_minus_rating_adj",
            "cf_pct_rating_adj",
        ],
        "relative": ["cf_pct_rel", "cf_pct_rel_5v5", "xg_pct_rel_5v5"],
        "shifts": [
            "avg_shift_too_long", "shift_length_warning", "toi_vs_team_avg", "sub_equity_score", "fatigue_indicator",
            "period_3_dropoff", "late_game_performance",
        ],
        "game_score": [
            "game_score", "game_score_per_60", "game_score_rating", "efficiency_score", "effective_game_rating",
            "rating_performance_delta", "playing_above_rating", "playing_below_rating", "playing_at_rating",
            "performance_tier", "performance_index",
        ],
        "goals_above_replacement": [
            "gar_even_offence", "gar_even_defence", "gar_finishing", "gar_penalties", "gar_faceoffs", "gar_turnovers",
            "gar_replacement", "gar_total", "war", "war_estimate",
        ],
        "composites": composites().keys() | list,
    }) }}
{%- endmacro %}

{# How far a game was above or below the player's own rating, in words. #}
{% macro performance_tier(delta) -%}
    case
        when {{ delta }} >= settings.tier_extreme then 'exceptional'
        when {{ delta }} >= settings.tier_clear then 'overperforming'
        when {{ delta }} >= settings.tier_slight then 'slightly_above'
        when {{ delta }} <= -settings.tier_extreme then 'struggling'
        when {{ delta }} <= -settings.tier_clear then 'underperforming'
        when {{ delta }} <= -settings.tier_slight then 'slightly_below'
        when {{ delta }} is not null then 'as_expected'
    end
{%- endmacro %}

{# A condition as a number, so that games add up: 1 or 0; NULL where it is unknown. #}
{% macro flag(condition) -%}
    cast({{ condition }} as integer)
{%- endmacro %}
