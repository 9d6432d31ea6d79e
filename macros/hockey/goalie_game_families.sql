{#
    The counted columns of a goalie's game: family view -> what the game must have (a flag of the inputs in
    int_goalie_game__counts) -> columns, in the order of the published table. Ratios follow in
    fact_goalie_game_stats.
#}
{% macro goalie_game_families() -%}
    {{ return({
        "saves": {
            "has_events": [
                "saves", "first_period_saves", "second_period_saves", "third_period_saves", "overtime_saves",
                "saves_leading", "saves_tied", "saves_trailing",
            ],
            "has_ice_events": ["even_strength_saves", "short_handed_saves", "power_play_saves"],
            "has_saves": ["saves_freeze", "saves_rebound", "saves_played"],
            "has_save_body_parts": [
                "saves_glove", "saves_blocker", "saves_butterfly", "saves_left_pad", "saves_right_pad", "saves_chest",
                "saves_stick", "saves_scramble", "saves_other",
            ],
        },
        "goals_against": {
            "has_ice_events": [
                "even_strength_goals_against", "short_handed_goals_against", "power_play_goals_against",
            ],
            "has_events": [
                "goals_against", "first_period_goals_against", "second_period_goals_against", "third_period_goals_against",
                "overtime_goals_against", "penalty_shot_goals_against",
                "goals_against_leading", "goals_against_tied", "goals_against_trailing",
            ],
        },
        "shots_faced": {
            "has_ice_events": [
                "attempts_against", "unblocked_attempts_against", "blocked_attempts_against", "missed_attempts_against",
                "sog_against", "scoring_shots_against", "penalty_shots_faced", "penalty_shot_saves",
                "rebound_shots_against", "rebound_goals_against",
                "xg_against", "xg_against_flurry_adjusted",
                "shots_against_5v5", "goals_against_5v5", "xg_against_5v5",
                "even_strength_xg_against", "short_handed_xg_against", "power_play_xg_against",
            ],
            "has_ice_shot_xy": [
                "high_danger_shots_against", "high_danger_goals_against", "high_danger_xg_against",
                "medium_danger_shots_against", "medium_danger_goals_against", "medium_danger_xg_against",
                "low_danger_shots_against", "low_danger_goals_against", "low_danger_xg_against",
                "high_danger_rebound_shots_against",
            ],
            "has_ice_zone_play": [
                "rush_shots_against", "rush_goals_against", "set_play_shots_against", "set_play_goals_against",
            ],
            "has_ice_breakaways": ["breakaway_shots_against", "breakaway_goals_against"],
            "has_ice_shot_types": goalie_shot_type_columns(),
        },
        "rebounds": {
            "has_rebounds": ["rebounds_left", "rebounds_cleared", "rebounds_lost", "rebounds_shot_again"],
        },
        "screens": {
            "has_ice_play_details": ["screened_shots_against", "screened_goals_against"],
        },
        "workload": {
            "has_events": [
                "longest_save_streak", "saves_before_first_goal", "saves_since_last_goal", "most_shots_in_five_minutes",
                "multi_shot_sequences", "multi_shot_sequences_survived", "most_shots_in_sequence",
            ],
        },
        "ice_time": {
            "has_shifts": [
                "toi_seconds", "first_period_toi_seconds", "second_period_toi_seconds", "third_period_toi_seconds",
                "overtime_toi_seconds",
                "toi_even_seconds", "toi_5v5_seconds", "toi_power_play_seconds", "toi_short_handed_seconds",
                "toi_empty_net_for_seconds",
            ],
            "has_ice_events": ["toi_leading_seconds", "toi_tied_seconds", "toi_trailing_seconds"],
        },
    }) }}
{%- endmacro %}
