{#
    The counted columns of a team's game: family view -> what the game must have (a flag of the inputs in
    int_team_game__counts) -> columns, in the order of the published table. What the opponent did, and ratios,
    follow in fact_team_game_stats.
#}
{% macro team_game_families() -%}
    {{ return({
        "goals": {
            "has_ice_events": ["even_strength_goals", "power_play_goals", "shorthanded_goals", "empty_net_goals"],
            "has_events": [
                "goals", "penalty_shot_goals", "first_period_goals", "second_period_goals", "third_period_goals", "overtime_goals",
                "unattributed_goals", "shootout_goals",
            ],
        },
        "scoring_course": {
            "has_events": ["go_ahead_goals", "tying_goals", "lead_changes", "largest_lead", "largest_deficit"],
        },
        "shots": {
            "has_events": [
                "shots", "sog", "shots_missed", "shots_blocked", "shots_blocked_by_team_mate", "unblocked_shots",
                "unattributed_shots", "xgf", "xgf_flurry_adjusted",
                "rebound_shots", "rebound_goals", "penalty_shots",
                "shots_leading", "shots_tied", "shots_trailing",
                "first_period_shots", "second_period_shots", "third_period_shots", "overtime_shots",
                "first_period_sog", "second_period_sog", "third_period_sog", "overtime_sog",
                "first_period_xgf", "second_period_xgf", "third_period_xgf", "overtime_xgf",
            ],
            "has_shot_xy": [
                "high_danger_shots", "medium_danger_shots", "low_danger_shots", "high_danger_goals",
                "scoring_chances", "high_danger_chances",
            ],
            "has_zone_play": ["rush_shots", "rush_goals"],
            "has_breakaways": ["breakaway_shots", "breakaway_goals"],
            "has_ice_events": [
                "shots_5v5", "gf_5v5", "ff_5v5", "sf_5v5", "xgf_5v5",
                "power_play_shots", "power_play_sog", "power_play_xgf",
                "shorthanded_shots", "shorthanded_sog", "shorthanded_xgf",
            ],
        },
        "score_adjusted": {
            "has_ice_events": ["score_adjusted_cf", "score_adjusted_ff", "score_adjusted_xgf"],
        },
        "blocks": {
            "has_events": ["blocks"],
        },
        "events": {
            "has_faceoffs": ["fo_wins"],
            "has_faceoff_zones": ["fo_wins_oz", "fo_wins_nz", "fo_wins_dz"],
            "has_hits": ["hits"],
            "has_hit_zones": ["hits_oz", "hits_nz", "hits_dz"],
            "has_turnovers": ["giveaways", "takeaways"],
            "has_giveaway_qualities": ["giveaways_bad", "giveaways_neutral"],
            "has_turnover_zones": [
                "giveaways_oz", "giveaways_nz", "giveaways_dz", "takeaways_oz", "takeaways_nz", "takeaways_dz",
            ],
            "has_passes": [
                "pass_attempts", "pass_completed", "passes_missed", "own_passes_deflected", "own_passes_intercepted",
                "stretch_passes",
            ],
            "has_zone_play": [
                "zone_entry_attempts", "zone_entries", "zone_entries_controlled",
                "zone_entry_carry", "zone_entry_pass", "zone_entry_dump",
                "zone_exit_attempts", "zone_exits", "zone_exits_controlled",
                "zone_exit_carry", "zone_exit_pass", "zone_exit_dump", "zone_exit_clear",
                "zone_keepin_attempts", "zone_keepins",
            ],
            "has_puck_battles": ["puck_battle_wins"],
            "has_possessions": ["possessions", "retrievals", "regroups", "breakaways"],
        },
        "puck_time": {
            "has_zone_times": ["zone_time_oz_seconds", "zone_time_nz_seconds", "zone_time_dz_seconds"],
            "has_possessions": ["possession_seconds"],
        },
        "penalties": {
            "has_events": [
                "pim", "bench_pim", "penalties", "minor_penalties", "double_minor_penalties", "bench_minor_penalties",
                "major_penalties", "misconducts",
            ],
        },
        "power_plays": {
            "has_shifts": ["power_play_opportunities"],
        },
        "ice_time": {
            "has_shifts": [
                "toi_seconds", "toi_even_seconds", "toi_5v5_seconds", "toi_power_play_seconds", "toi_short_handed_seconds",
                "toi_empty_net_for_seconds", "toi_empty_net_against_seconds",
                "toi_4v4_seconds", "toi_3v3_seconds", "toi_5v4_seconds", "toi_5v3_seconds", "toi_4v3_seconds",
                "toi_4v5_seconds", "toi_3v5_seconds", "toi_3v4_seconds",
            ],
            "has_ice_events": ["toi_leading_seconds", "toi_tied_seconds", "toi_trailing_seconds"],
        },
    }) }}
{%- endmacro %}

{# What the opponent did, under the name it has for this team: column -> the opponent's column. #}
{% macro team_game_against() -%}
    {{ return({
        "goals_against": "goals",
        "power_play_goals_against": "power_play_goals",
        "shorthanded_goals_against": "shorthanded_goals",
        "empty_net_goals_against": "empty_net_goals",
        "sog_against": "sog",
        "ca": "shots",
        "fa": "unblocked_shots",
        "xga": "xgf",
        "high_danger_shots_against": "high_danger_shots",
        "scoring_chances_against": "scoring_chances",
        "high_danger_chances_against": "high_danger_chances",
        "rush_shots_against": "rush_shots",
        "rebound_shots_against": "rebound_shots",
        "ca_5v5": "shots_5v5",
        "ga_5v5": "gf_5v5",
        "fa_5v5": "ff_5v5",
        "sa_5v5": "sf_5v5",
        "xga_5v5": "xgf_5v5",
        "score_adjusted_ca": "score_adjusted_cf",
        "score_adjusted_fa": "score_adjusted_ff",
        "score_adjusted_xga": "score_adjusted_xgf",
        "short_handed_shots_against": "power_play_shots",
        "short_handed_sog_against": "power_play_sog",
        "short_handed_xga": "power_play_xgf",
        "fo_losses": "fo_wins",
        "fo_losses_oz": "fo_wins_dz",
        "fo_losses_nz": "fo_wins_nz",
        "fo_losses_dz": "fo_wins_oz",
        "hits_taken": "hits",
        "puck_battle_losses": "puck_battle_wins",
        "opponent_possession_seconds": "possession_seconds",
        "penalties_drawn": "penalties",
        "times_short_handed": "power_play_opportunities",
    }) }}
{%- endmacro %}
