{#
    The counted columns of a player's game: family model -> what the game must have (a flag of int_game_inputs)
    -> columns, in the order of the published table. Ratios and ratings follow in fact_player_game_stats.
#}
{% macro player_game_families() -%}
    {{ return({
        "points": {
            "has_ice_events": [
                "even_strength_goals", "power_play_goals", "shorthanded_goals", "power_play_assists", "shorthanded_assists",
                "empty_net_goals_for",
            ],
            "has_events": [
                "goals", "assists", "points", "primary_assists", "secondary_assists",
                "penalty_shot_goals", "unknown_situation_goals",
                "goals_leading", "goals_trailing", "goals_tied", "clutch_goals", "game_winning_goals", "first_goals",
                "first_period_points", "second_period_points", "third_period_points", "overtime_points", "overtime_goals",
            ],
        },
        "shooting": {
            "has_events": [
                "shots", "sog", "shots_missed", "shots_blocked", "shots_blocked_by_team_mate", "unblocked_shots", "xg_for",
                "xg_for_flurry_adjusted",
                "rebound_shots", "rebound_goals",
                "penalty_shot_sog", "unknown_situation_sog", "penalty_shot_shots", "unknown_situation_shots",
                "shots_leading", "shots_trailing", "shots_tied", "sog_leading", "sog_trailing", "sog_tied",
                "first_period_shots", "second_period_shots", "third_period_shots", "overtime_shots",
            ],
            "has_ice_events": [
                "even_strength_sog", "power_play_sog", "shorthanded_sog",
                "even_strength_shots", "power_play_shots", "shorthanded_shots",
            ],
            "has_shot_xy": [
                "shots_high_danger", "shots_medium_danger", "shots_low_danger", "scoring_chances", "high_danger_chances",
            ],
            "has_zone_play": ["rush_shots", "rush_goals"],
            "has_breakaways": ["breakaway_attempts", "breakaway_goals"],
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
                "times_target_oz", "times_target_nz", "times_target_dz",
                "passes_received_oz", "passes_received_nz", "passes_received_dz",
            ],
            "has_pass_ends": ["slot_passes_received", "cross_ice_passes_received"],
        },
        "faceoffs": {
            "has_faceoffs": ["fo_wins", "fo_losses", "fo_total"],
            "has_faceoff_zones": ["fo_wins_oz", "fo_wins_nz", "fo_wins_dz", "fo_losses_oz", "fo_losses_nz", "fo_losses_dz"],
        },
        "zone_play": {
            "has_zone_play": [
                "zone_entry_attempts", "zone_entries", "zone_entries_controlled", "zone_entries_uncontrolled",
                "zone_entry_carry", "zone_entry_pass", "zone_entry_dump",
                "zone_exit_attempts", "zone_exits", "zone_exits_controlled", "zone_exits_uncontrolled",
                "zone_exit_carry", "zone_exit_pass", "zone_exit_dump", "zone_exit_clear",
                "zone_keepin_attempts", "zone_keepins",
            ],
        },
        "turnovers": {
            "has_turnovers": ["giveaways", "takeaways"],
            "has_giveaway_qualities": ["giveaways_bad", "giveaways_neutral", "giveaways_good", "giveaways_unrated"],
            "has_turnover_zones": ["turnovers_oz", "turnovers_nz", "turnovers_dz", "def_takeaways"],
        },
        "defence": {
            "has_events": ["blocks"],
            "has_hits": ["hits", "hits_taken"],
            "has_puck_battles": ["puck_battles", "puck_battle_wins"],
            "has_possessions": ["retrievals", "puck_retrievals"],
            "has_block_zones": ["def_blocked_shots"],
        },
        "play_details": {
            "has_play_details": micro_measures() + micro_totals(),
            "has_play_success": micro_successes(),
            "has_odd_man_rushes": odd_man_measures(),
            "has_play_detail_zones": ["def_stick_checks", "def_poke_checks"],
        },
        "transition": {
            "has_zone_play": ["rush_entries"],
            "has_counter_attacks": ["counter_attacks"],
            "has_odd_man_rushes": ["odd_man_rush_shots", "odd_man_rush_goals"],
        },
        "as_defender": {
            "has_defenders": [
                "def_shots_against", "def_goals_against", "times_targeted_as_defender", "times_attacked",
                "times_attacked_successfully", "times_attacked_unsuccessfully", "defensive_assignments",
            ],
            "has_zone_play": ["def_entries_allowed", "def_exits_denied", "def_zone_clears"],
            "has_passes": ["def_pass_deflected", "def_pass_intercepted"],
            "has_pass_zones": ["def_interceptions"],
            "has_hit_zones": ["def_body_checks"],
            "has_battle_zones": ["def_battles_won", "def_battles_lost"],
        },
        "success": {
            "has_events": ["shots_successful", "shots_unsuccessful"],
            "has_passes": ["passes_successful", "passes_unsuccessful"],
            "has_zone_play": ["entries_successful", "entries_unsuccessful", "exits_successful", "exits_unsuccessful"],
        },
        "roles": {
            "has_events": [
                "event_roles", "puck_touches_estimated", "support_plays", "times_ep3", "times_ep4", "times_ep5",
                "times_targeted_by_opp", "times_opp2", "times_opp3", "times_opp4", "times_targeted_shots",
            ],
            "has_zone_play": ["times_targeted_entries"],
            "has_passes": ["times_targeted_passes"],
            "has_play_success": ["plays_successful", "plays_unsuccessful"],
        },
        "penalties": {
            "has_events": ["pim", "penalties_taken", "penalties_drawn", "minor_penalties", "major_penalties", "misconducts"],
        },
        "ice_time": {
            "has_shifts": [
                "toi_seconds", "playing_toi_seconds", "stoppage_seconds", "logical_shifts", "stint_count",
                "toi_even_seconds", "toi_power_play_seconds", "toi_short_handed_seconds",
                "toi_empty_net_for_seconds", "toi_empty_net_against_seconds", "toi_5v5_seconds",
                "first_period_toi_seconds", "second_period_toi_seconds", "third_period_toi_seconds", "overtime_toi_seconds",
            ],
        },
        "late_game": {
            "has_shifts": ["first_period_shifts", "second_period_shifts", "third_period_shifts"],
            "has_events": ["first_period_events", "second_period_events", "third_period_events"],
        },
        "on_ice": {
            "has_ice_events": [
                "on_ice_gf", "on_ice_ga", "corsi_for", "corsi_against", "fenwick_for", "fenwick_against", "on_ice_sf",
                "on_ice_sa",
                "on_ice_xgf", "on_ice_xga",
                "gf_5v5", "ga_5v5", "cf_5v5", "ca_5v5", "ff_5v5", "fa_5v5", "sf_5v5", "sa_5v5", "xgf_5v5", "xga_5v5",
                "plus_goals", "minus_goals", "plus_ev", "minus_ev", "minus_en_adj",
            ],
        },
        "on_ice_events": {
            "has_ice_events": ["total_on_ice_events"],
        },
        "zone_starts": {
            "has_shift_zones": ["faceoffs_on_ice_oz", "faceoffs_on_ice_nz", "faceoffs_on_ice_dz"],
        },
    }) }}
{%- endmacro %}
