-- Fails with every goalie and number that its parts do not add up to, or exceed where a part may be unknown.
{% set types, type_goals = [], [] %}
{% for kind in goalie_shot_types() %}
{% do types.append(kind ~ "_shots_against") %}
{% do type_goals.append(kind ~ "_goals_against") %}
{% endfor %}
{% set periods = ["first_period", "second_period", "third_period", "overtime"] %}
{% set scores = ["leading", "tied", "trailing"] %}
{% set sums = {
    "shots_against": [["saves", "goals_against"]],
    "attempts_against": [["unblocked_attempts_against", "blocked_attempts_against"]],
    "unblocked_attempts_against": [["sog_against", "missed_attempts_against"]],
    "high_danger_shots_against": [["high_danger_saves", "high_danger_goals_against"]],
    "medium_danger_shots_against": [["medium_danger_saves", "medium_danger_goals_against"]],
    "low_danger_shots_against": [["low_danger_saves", "low_danger_goals_against"]],
    "toi_seconds": [
        ["first_period_toi_seconds", "second_period_toi_seconds", "third_period_toi_seconds", "overtime_toi_seconds"],
        ["toi_even_seconds", "toi_power_play_seconds", "toi_short_handed_seconds", "toi_empty_net_for_seconds"],
        ["toi_leading_seconds", "toi_tied_seconds", "toi_trailing_seconds"],
    ],
} %}
{% for measure in ["saves", "goals_against", "shots_against"] %}
{% for splits in [periods, scores] %}
{% set parts = [] %}
{% for split in splits %}{% do parts.append(goalie_save_split(measure, split)) %}{% endfor %}
{% if measure in sums %}{% do sums[measure].append(parts) %}{% else %}{% do sums.update({measure: [parts]}) %}{% endif %}
{% endfor %}
{% endfor %}
{% set limits = {
    "saves": [
        ["even_strength_saves", "short_handed_saves", "power_play_saves"],
        ["saves_freeze", "saves_rebound", "saves_played"],
        [
            "saves_glove", "saves_blocker", "saves_butterfly", "saves_left_pad", "saves_right_pad", "saves_chest",
            "saves_stick", "saves_scramble", "saves_other",
        ],
        ["longest_save_streak"],
    ],
    "longest_save_streak": [["saves_before_first_goal"], ["saves_since_last_goal"]],
    "goals_against": [
        [
            "even_strength_goals_against", "short_handed_goals_against", "power_play_goals_against",
            "penalty_shot_goals_against",
        ],
    ],
    "sog_against": [
        types,
        ["high_danger_shots_against", "medium_danger_shots_against", "low_danger_shots_against"],
        ["shots_against_5v5"], ["screened_shots_against"], ["breakaway_shots_against"],
        ["rebound_shots_against", "set_play_shots_against"],
        ["rush_shots_against", "set_play_shots_against"],
    ],
    "scoring_shots_against": [
        type_goals,
        ["high_danger_goals_against", "medium_danger_goals_against", "low_danger_goals_against"],
        ["goals_against_5v5"],
    ],
    "rebound_shots_against": [["high_danger_rebound_shots_against"], ["rebound_goals_against"]],
    "rebounds_left": [["rebounds_cleared", "rebounds_lost"]],
    "rebounds_lost": [["rebounds_shot_again"]],
    "xg_against": [
        ["high_danger_xg_against", "medium_danger_xg_against", "low_danger_xg_against"],
        ["even_strength_xg_against", "short_handed_xg_against", "power_play_xg_against"],
        ["xg_against_flurry_adjusted"],
    ],
    "even_strength_xg_against": [["xg_against_5v5"]],
    "multi_shot_sequences": [["multi_shot_sequences_survived"]],
    "toi_even_seconds": [["toi_5v5_seconds"]],
} %}
with

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }} where {{ in_scope() }}

)

{{ rows_that_do_not_add_up("goalies", "player_id", sums, limits) }}
