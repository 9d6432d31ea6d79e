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

{# Ratios of a team's game, made of the columns of `row`. #}
{% macro team_game_ratios(row) %}
        {% for share, columns in team_game_shares().items() %}
        {{ pct(row ~ "." ~ columns[0], row ~ "." ~ columns[0] ~ " + " ~ row ~ "." ~ columns[1]) }} as {{ share }},
        {% endfor %}
        {% for part, columns in team_game_parts().items() %}
        {{ pct(row ~ "." ~ columns[0], row ~ "." ~ columns[1]) }} as {{ part }},
        {% endfor %}
        {{ pct(row ~ ".times_short_handed - " ~ row ~ ".power_play_goals_against", row ~ ".times_short_handed") }}
            as penalty_kill_pct,
        {{ pct(row ~ ".sog_against - " ~ row ~ ".goals_against", row ~ ".sog_against") }} as save_pct,
        {{ pct(row ~ ".sa_5v5 - " ~ row ~ ".ga_5v5", row ~ ".sa_5v5") }} as save_pct_5v5,
        {{ pdo(row ~ ".goals", row ~ ".sog", row ~ ".goals_against", row ~ ".sog_against") }} as pdo,
        {{ pdo(row ~ ".gf_5v5", row ~ ".sf_5v5", row ~ ".ga_5v5", row ~ ".sa_5v5") }} as pdo_5v5,
        {% for zone in ["oz", "nz", "dz"] %}
        {{ pct(
            row ~ ".zone_time_" ~ zone ~ "_seconds",
            row ~ ".zone_time_oz_seconds + " ~ row ~ ".zone_time_nz_seconds + " ~ row ~ ".zone_time_dz_seconds"
        ) }} as zone_time_{{ zone }}_pct,
        {% endfor %}

        -- per two minutes of man advantage
        {{ ratio("120 * " ~ row ~ ".power_play_shots", row ~ ".toi_power_play_seconds", 2) }} as power_play_shots_per_2_minutes,
        {{ ratio("120 * " ~ row ~ ".power_play_xgf", row ~ ".toi_power_play_seconds", 3) }} as power_play_xg_per_2_minutes,
        {{ ratio("120 * " ~ row ~ ".short_handed_shots_against", row ~ ".toi_short_handed_seconds", 2) }}
            as short_handed_shots_against_per_2_minutes,
        {{ ratio("120 * " ~ row ~ ".short_handed_xga", row ~ ".toi_short_handed_seconds", 3) }}
            as short_handed_xga_per_2_minutes,

        -- per shot and against expectation
        {{ ratio(row ~ ".xgf", row ~ ".unblocked_shots", 4) }} as xg_per_shot,
        {{ row }}.goals - {{ row }}.xgf as goals_above_expected
{%- endmacro %}

{# Shooting and save percentage together: 100 is a team that scores on as many shots as it concedes on. #}
{% macro pdo(goals, shots, goals_against, shots_against) -%}
    {{ pct(goals, shots) }} + {{ pct(shots_against ~ " - " ~ goals_against, shots_against) }}
{%- endmacro %}
