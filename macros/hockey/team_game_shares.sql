{# Shares of two teams: name -> the team's and the opponent's column. #}
{% macro team_game_shares() -%}
    {{ return({
        "cf_pct": ["shots", "ca"],
        "ff_pct": ["unblocked_shots", "fa"],
        "xg_pct": ["xgf", "xga"],
        "scoring_chance_pct": ["scoring_chances", "scoring_chances_against"],
        "high_danger_chance_pct": ["high_danger_chances", "high_danger_chances_against"],
        "cf_pct_5v5": ["shots_5v5", "ca_5v5"],
        "ff_pct_5v5": ["ff_5v5", "fa_5v5"],
        "sf_pct_5v5": ["sf_5v5", "sa_5v5"],
        "gf_pct_5v5": ["gf_5v5", "ga_5v5"],
        "xg_pct_5v5": ["xgf_5v5", "xga_5v5"],
        "score_adjusted_cf_pct": ["score_adjusted_cf", "score_adjusted_ca"],
        "score_adjusted_ff_pct": ["score_adjusted_ff", "score_adjusted_fa"],
        "score_adjusted_xg_pct": ["score_adjusted_xgf", "score_adjusted_xga"],
        "fo_pct": ["fo_wins", "fo_losses"],
        "fo_pct_oz": ["fo_wins_oz", "fo_losses_oz"],
        "fo_pct_nz": ["fo_wins_nz", "fo_losses_nz"],
        "fo_pct_dz": ["fo_wins_dz", "fo_losses_dz"],
        "puck_battle_pct": ["puck_battle_wins", "puck_battle_losses"],
        "possession_pct": ["possession_seconds", "opponent_possession_seconds"],
    }) }}
{%- endmacro %}

{# Parts of a whole: name -> the part's and the whole's column. #}
{% macro team_game_parts() -%}
    {{ return({
        "shooting_pct": ["goals", "sog"],
        "shooting_pct_5v5": ["gf_5v5", "sf_5v5"],
        "pass_pct": ["pass_completed", "pass_attempts"],
        "zone_entry_success_rate": ["zone_entries", "zone_entry_attempts"],
        "zone_entry_control_pct": ["zone_entries_controlled", "zone_entries"],
        "zone_exit_success_rate": ["zone_exits", "zone_exit_attempts"],
        "zone_exit_control_pct": ["zone_exits_controlled", "zone_exits"],
        "zone_keepin_success_rate": ["zone_keepins", "zone_keepin_attempts"],
        "power_play_pct": ["power_play_goals", "power_play_opportunities"],
    }) }}
{%- endmacro %}
