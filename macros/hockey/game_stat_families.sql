{# Generated from seeds/catalog/stat_catalog.csv by `python -m benchsight.catalog.statistics`: edit that, not this. #}

{# The counts of fact_goalie_game_stats: family model -> input that the game must have -> columns. #}
{% macro goalie_game_families() -%}
    {{ return({
        "saves": {
            "has_events": [
                "saves", "first_period_saves", "second_period_saves", "third_period_saves", "overtime_saves", "saves_leading",
                "saves_tied", "saves_trailing",
            ],
            "has_ice_events": [
                "even_strength_saves", "short_handed_saves", "power_play_saves",
            ],
            "has_saves": [
                "saves_freeze", "saves_rebound", "saves_played",
            ],
            "has_save_body_parts": [
                "saves_glove", "saves_blocker", "saves_butterfly", "saves_left_pad", "saves_right_pad", "saves_chest",
                "saves_stick", "saves_scramble", "saves_other",
            ],
        },
        "goals_against": {
            "has_events": [
                "goals_against", "first_period_goals_against", "second_period_goals_against", "third_period_goals_against",
                "overtime_goals_against", "penalty_shot_goals_against", "goals_against_leading", "goals_against_tied",
                "goals_against_trailing",
            ],
            "has_ice_events": [
                "even_strength_goals_against", "short_handed_goals_against", "power_play_goals_against",
            ],
        },
        "shots_faced": {
            "has_ice_events": [
                "attempts_against", "unblocked_attempts_against", "blocked_attempts_against", "missed_attempts_against",
                "sog_against", "scoring_shots_against", "penalty_shots_faced", "penalty_shot_saves", "shots_against_5v5",
                "goals_against_5v5", "rebound_shots_against", "rebound_goals_against", "xg_against", "xg_against_flurry_adjusted",
                "xg_against_5v5", "even_strength_xg_against", "short_handed_xg_against", "power_play_xg_against",
            ],
            "has_ice_shot_xy": [
                "high_danger_shots_against", "high_danger_goals_against", "high_danger_xg_against", "medium_danger_shots_against",
                "medium_danger_goals_against", "medium_danger_xg_against", "low_danger_shots_against", "low_danger_goals_against",
                "low_danger_xg_against", "high_danger_rebound_shots_against",
            ],
            "has_ice_zone_play": [
                "rush_shots_against", "rush_goals_against", "set_play_shots_against", "set_play_goals_against",
            ],
            "has_ice_breakaways": [
                "breakaway_shots_against", "breakaway_goals_against",
            ],
            "has_ice_shot_types": [
                "wrist_shots_against", "wrist_goals_against", "snap_shots_against", "snap_goals_against", "slap_shots_against",
                "slap_goals_against", "backhand_shots_against", "backhand_goals_against", "one_timer_shots_against",
                "one_timer_goals_against", "tipped_shots_against", "tipped_goals_against", "wrap_around_shots_against",
                "wrap_around_goals_against", "other_shots_against", "other_goals_against",
            ],
        },
        "rebounds": {
            "has_rebounds": [
                "rebounds_left", "rebounds_cleared", "rebounds_lost", "rebounds_shot_again",
            ],
        },
        "screens": {
            "has_ice_play_details": [
                "screened_shots_against", "screened_goals_against",
            ],
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
                "overtime_toi_seconds", "toi_even_seconds", "toi_5v5_seconds", "toi_power_play_seconds",
                "toi_short_handed_seconds", "toi_empty_net_for_seconds",
            ],
            "has_ice_events": [
                "toi_leading_seconds", "toi_tied_seconds", "toi_trailing_seconds",
            ],
        },
    }) }}
{%- endmacro %}

{# The counts of fact_player_game_stats: family model -> input that the game must have -> columns. #}
{% macro player_game_families() -%}
    {{ return({
        "points": {
            "has_events": [
                "goals", "assists", "points", "primary_assists", "secondary_assists", "penalty_shot_goals",
                "unknown_situation_goals", "goals_leading", "goals_trailing", "goals_tied", "clutch_goals", "game_winning_goals",
                "first_goals", "first_period_points", "second_period_points", "third_period_points", "overtime_points",
                "overtime_goals",
            ],
            "has_ice_events": [
                "even_strength_goals", "power_play_goals", "shorthanded_goals", "power_play_assists", "shorthanded_assists",
                "empty_net_goals_for",
            ],
        },
        "shooting": {
            "has_events": [
                "shots", "sog", "shots_missed", "shots_blocked", "shots_blocked_by_team_mate", "unblocked_shots", "xg_for",
                "xg_for_flurry_adjusted", "rebound_shots", "rebound_goals", "penalty_shot_sog", "unknown_situation_sog",
                "penalty_shot_shots", "unknown_situation_shots", "shots_leading", "shots_trailing", "shots_tied", "sog_leading",
                "sog_trailing", "sog_tied", "first_period_shots", "second_period_shots", "third_period_shots", "overtime_shots",
            ],
            "has_ice_events": [
                "even_strength_sog", "power_play_sog", "shorthanded_sog", "even_strength_shots", "power_play_shots",
                "shorthanded_shots",
            ],
            "has_shot_xy": [
                "shots_high_danger", "shots_medium_danger", "shots_low_danger", "scoring_chances", "high_danger_chances",
            ],
            "has_zone_play": [
                "rush_shots", "rush_goals",
            ],
            "has_breakaways": [
                "breakaway_attempts", "breakaway_goals",
            ],
            "has_shot_types": [
                "wrist_shots", "slap_shots", "snap_shots", "backhand_shots", "one_timer_shots", "tipped_shots",
                "wrap_around_shots", "other_shots", "unknown_type_shots",
            ],
        },
        "passing": {
            "has_passes": [
                "pass_attempts", "pass_completed", "passes_missed", "own_passes_deflected", "own_passes_intercepted",
                "stretch_passes",
            ],
            "has_pass_targets": [
                "times_pass_target", "passes_received_successful", "passes_received_unsuccessful",
            ],
            "has_target_zones": [
                "times_target_oz", "times_target_nz", "times_target_dz", "passes_received_oz", "passes_received_nz",
                "passes_received_dz",
            ],
            "has_pass_ends": [
                "slot_passes_received", "cross_ice_passes_received",
            ],
        },
        "faceoffs": {
            "has_faceoffs": [
                "fo_wins", "fo_losses", "fo_total",
            ],
            "has_faceoff_zones": [
                "fo_wins_oz", "fo_wins_nz", "fo_wins_dz", "fo_losses_oz", "fo_losses_nz", "fo_losses_dz",
            ],
        },
        "zone_play": {
            "has_zone_play": [
                "zone_entry_attempts", "zone_entries", "zone_entries_controlled", "zone_entries_uncontrolled", "zone_entry_carry",
                "zone_entry_pass", "zone_entry_dump", "zone_exit_attempts", "zone_exits", "zone_exits_controlled",
                "zone_exits_uncontrolled", "zone_exit_carry", "zone_exit_pass", "zone_exit_dump", "zone_exit_clear",
                "zone_keepin_attempts", "zone_keepins",
            ],
        },
        "turnovers": {
            "has_turnovers": [
                "giveaways", "takeaways",
            ],
            "has_giveaway_qualities": [
                "giveaways_bad", "giveaways_neutral", "giveaways_good", "giveaways_unrated",
            ],
            "has_turnover_zones": [
                "turnovers_oz", "turnovers_nz", "turnovers_dz", "def_takeaways",
            ],
        },
        "defence": {
            "has_events": [
                "blocks",
            ],
            "has_hits": [
                "hits", "hits_taken",
            ],
            "has_puck_battles": [
                "puck_battles", "puck_battle_wins",
            ],
            "has_possessions": [
                "retrievals", "puck_retrievals",
            ],
            "has_block_zones": [
                "def_blocked_shots",
            ],
        },
        "play_details": {
            "has_play_details": [
                "backchecks", "beat_fake", "beat_middle", "beat_speed", "beat_wide", "block_attempts", "blocked_shots_play",
                "box_outs", "breakaway_plays", "breakout_clear_attempts", "breakout_pass_attempts", "breakout_rush_attempts",
                "breakouts", "ceded_entries", "ceded_exits", "chips", "clearing_attempts", "contains", "crash_net", "cutbacks",
                "cycle_plays", "def_times_beat_deke", "def_times_beat_speed", "deke_attempts", "dekes_beat_defender",
                "delayed_offsides", "delays", "drives_corner", "drives_middle", "drives_net", "drives_wide", "dump_and_chase",
                "dump_in_attempts", "dump_recoveries", "end_to_end_rushes", "entry_dump_in_attempts", "entry_pass_attempts",
                "entry_rush_attempts", "fake_shots", "force_wide", "forced_dump_ins", "forced_lost_possessions",
                "forced_missed_passes", "forced_missed_shots", "forced_outside", "forced_turnovers", "forechecks", "front_of_net",
                "gap_controls", "give_and_go", "got_beat_middle", "got_beat_wide", "in_lane", "keepin_plays",
                "keepin_plays_attempted", "loose_puck_losses", "loose_puck_wins", "lost_puck", "man_on_man", "misplayed_pucks",
                "pass_for_tip", "pass_plays_attempted", "passes_deflected", "passes_intercepted", "passes_missed_target",
                "penalty_kill_clears", "poke_checks", "pressures", "puck_recoveries", "quick_ups", "rebound_recoveries",
                "regroup_clears", "regroup_dump_ins", "regroups", "reverse_passes", "rims_in_zone", "screens", "second_touches",
                "separate_from_puck", "shot_plays_attempted", "shots_deflected", "speed_plays", "stick_checks", "stopped_deke",
                "surf_plays", "tip_attempts", "tracking_plays", "turnover_recoveries", "wheels", "zone_coverages",
                "zone_entry_denials", "zone_exit_denials", "dekes_successful", "def_coverage_assignments", "def_forced_turnovers",
                "def_times_beat_total", "transition_plays",
            ],
            "has_play_success": [
                "breakouts_success", "drives_corner_success", "drives_middle_success", "drives_wide_success",
                "zone_entry_denials_success",
            ],
            "has_odd_man_rushes": [
                "2on0_rushes", "2on1_rushes", "3on1_rushes", "3on2_rushes", "odd_man_rushes", "odd_man_rushes_against",
            ],
            "has_play_detail_zones": [
                "def_stick_checks", "def_poke_checks",
            ],
        },
        "transition": {
            "has_zone_play": [
                "rush_entries",
            ],
            "has_counter_attacks": [
                "counter_attacks",
            ],
            "has_odd_man_rushes": [
                "odd_man_rush_shots", "odd_man_rush_goals",
            ],
        },
        "as_defender": {
            "has_defenders": [
                "def_shots_against", "def_goals_against", "times_targeted_as_defender", "times_attacked",
                "times_attacked_successfully", "times_attacked_unsuccessfully", "defensive_assignments",
            ],
            "has_zone_play": [
                "def_entries_allowed", "def_exits_denied", "def_zone_clears",
            ],
            "has_passes": [
                "def_pass_deflected", "def_pass_intercepted",
            ],
            "has_pass_zones": [
                "def_interceptions",
            ],
            "has_hit_zones": [
                "def_body_checks",
            ],
            "has_battle_zones": [
                "def_battles_won", "def_battles_lost",
            ],
        },
        "success": {
            "has_events": [
                "shots_successful", "shots_unsuccessful",
            ],
            "has_passes": [
                "passes_successful", "passes_unsuccessful",
            ],
            "has_zone_play": [
                "entries_successful", "entries_unsuccessful", "exits_successful", "exits_unsuccessful",
            ],
        },
        "roles": {
            "has_events": [
                "event_roles", "puck_touches_estimated", "support_plays", "times_ep3", "times_ep4", "times_ep5",
                "times_targeted_by_opp", "times_opp2", "times_opp3", "times_opp4", "times_targeted_shots",
            ],
            "has_zone_play": [
                "times_targeted_entries",
            ],
            "has_passes": [
                "times_targeted_passes",
            ],
            "has_play_success": [
                "plays_successful", "plays_unsuccessful",
            ],
        },
        "penalties": {
            "has_events": [
                "pim", "penalties_taken", "penalties_drawn", "minor_penalties", "major_penalties", "misconducts",
            ],
        },
        "ice_time": {
            "has_shifts": [
                "toi_seconds", "playing_toi_seconds", "stoppage_seconds", "logical_shifts", "stint_count", "toi_even_seconds",
                "toi_power_play_seconds", "toi_short_handed_seconds", "toi_empty_net_for_seconds",
                "toi_empty_net_against_seconds", "toi_5v5_seconds", "first_period_toi_seconds", "second_period_toi_seconds",
                "third_period_toi_seconds", "overtime_toi_seconds",
            ],
        },
        "late_game": {
            "has_shifts": [
                "first_period_shifts", "second_period_shifts", "third_period_shifts",
            ],
            "has_events": [
                "first_period_events", "second_period_events", "third_period_events",
            ],
        },
        "on_ice": {
            "has_ice_events": [
                "on_ice_gf", "on_ice_ga", "corsi_for", "corsi_against", "fenwick_for", "fenwick_against", "on_ice_sf",
                "on_ice_sa", "on_ice_xgf", "on_ice_xga", "gf_5v5", "ga_5v5", "cf_5v5", "ca_5v5", "ff_5v5", "fa_5v5", "sf_5v5",
                "sa_5v5", "xgf_5v5", "xga_5v5", "plus_goals", "minus_goals", "plus_ev", "minus_ev", "minus_en_adj",
            ],
        },
        "on_ice_events": {
            "has_ice_events": [
                "total_on_ice_events",
            ],
        },
        "zone_starts": {
            "has_shift_zones": [
                "faceoffs_on_ice_oz", "faceoffs_on_ice_nz", "faceoffs_on_ice_dz",
            ],
        },
    }) }}
{%- endmacro %}

{# The counts of fact_team_game_stats: family model -> input that the game must have -> columns. #}
{% macro team_game_families() -%}
    {{ return({
        "goals": {
            "has_events": [
                "goals", "penalty_shot_goals", "first_period_goals", "second_period_goals", "third_period_goals",
                "overtime_goals", "unattributed_goals", "shootout_goals",
            ],
            "has_ice_events": [
                "even_strength_goals", "power_play_goals", "shorthanded_goals", "empty_net_goals",
            ],
        },
        "scoring_course": {
            "has_events": [
                "go_ahead_goals", "tying_goals", "lead_changes", "largest_lead", "largest_deficit",
            ],
        },
        "shots": {
            "has_events": [
                "shots", "sog", "shots_missed", "shots_blocked", "shots_blocked_by_team_mate", "unblocked_shots",
                "unattributed_shots", "xgf", "xgf_flurry_adjusted", "rebound_shots", "rebound_goals", "penalty_shots",
                "shots_leading", "shots_tied", "shots_trailing", "first_period_shots", "second_period_shots",
                "third_period_shots", "overtime_shots", "first_period_sog", "second_period_sog", "third_period_sog",
                "overtime_sog", "first_period_xgf", "second_period_xgf", "third_period_xgf", "overtime_xgf",
            ],
            "has_shot_xy": [
                "high_danger_shots", "medium_danger_shots", "low_danger_shots", "high_danger_goals", "scoring_chances",
                "high_danger_chances",
            ],
            "has_zone_play": [
                "rush_shots", "rush_goals",
            ],
            "has_breakaways": [
                "breakaway_shots", "breakaway_goals",
            ],
            "has_ice_events": [
                "shots_5v5", "gf_5v5", "ff_5v5", "sf_5v5", "xgf_5v5", "power_play_shots", "power_play_sog", "power_play_xgf",
                "shorthanded_shots", "shorthanded_sog", "shorthanded_xgf",
            ],
        },
        "score_adjusted": {
            "has_ice_events": [
                "score_adjusted_cf", "score_adjusted_ff", "score_adjusted_xgf",
            ],
        },
        "blocks": {
            "has_events": [
                "blocks",
            ],
        },
        "events": {
            "has_faceoffs": [
                "fo_wins",
            ],
            "has_faceoff_zones": [
                "fo_wins_oz", "fo_wins_nz", "fo_wins_dz",
            ],
            "has_hits": [
                "hits",
            ],
            "has_hit_zones": [
                "hits_oz", "hits_nz", "hits_dz",
            ],
            "has_turnovers": [
                "giveaways", "takeaways",
            ],
            "has_giveaway_qualities": [
                "giveaways_bad", "giveaways_neutral",
            ],
            "has_turnover_zones": [
                "giveaways_oz", "giveaways_nz", "giveaways_dz", "takeaways_oz", "takeaways_nz", "takeaways_dz",
            ],
            "has_passes": [
                "pass_attempts", "pass_completed", "passes_missed", "own_passes_deflected", "own_passes_intercepted",
                "stretch_passes",
            ],
            "has_zone_play": [
                "zone_entry_attempts", "zone_entries", "zone_entries_controlled", "zone_entry_carry", "zone_entry_pass",
                "zone_entry_dump", "zone_exit_attempts", "zone_exits", "zone_exits_controlled", "zone_exit_carry",
                "zone_exit_pass", "zone_exit_dump", "zone_exit_clear", "zone_keepin_attempts", "zone_keepins",
            ],
            "has_puck_battles": [
                "puck_battle_wins",
            ],
            "has_possessions": [
                "possessions", "retrievals", "regroups", "breakaways",
            ],
        },
        "puck_time": {
            "has_zone_times": [
                "zone_time_oz_seconds", "zone_time_nz_seconds", "zone_time_dz_seconds",
            ],
            "has_possessions": [
                "possession_seconds",
            ],
        },
        "penalties": {
            "has_events": [
                "pim", "bench_pim", "penalties", "minor_penalties", "double_minor_penalties", "bench_minor_penalties",
                "major_penalties", "misconducts",
            ],
        },
        "power_plays": {
            "has_shifts": [
                "power_play_opportunities",
            ],
        },
        "ice_time": {
            "has_shifts": [
                "toi_seconds", "toi_even_seconds", "toi_5v5_seconds", "toi_power_play_seconds", "toi_short_handed_seconds",
                "toi_empty_net_for_seconds", "toi_empty_net_against_seconds", "toi_4v4_seconds", "toi_3v3_seconds",
                "toi_5v4_seconds", "toi_5v3_seconds", "toi_4v3_seconds", "toi_4v5_seconds", "toi_3v5_seconds", "toi_3v4_seconds",
            ],
            "has_ice_events": [
                "toi_leading_seconds", "toi_tied_seconds", "toi_trailing_seconds",
            ],
        },
    }) }}
{%- endmacro %}
