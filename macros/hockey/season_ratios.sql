{# Ratios of a player's totals, made of the summed columns of `row`; never averages of ratios. #}
{% macro player_season_ratios(row) %}
        -- per game
        {{ ratio(row ~ ".goals", row ~ ".gp") }} as goals_per_game,
        {{ ratio(row ~ ".points", row ~ ".gp") }} as points_per_game,
        {{ ratio(row ~ ".toi_seconds", row ~ ".toi_gp", 1) }} as toi_per_game,
        {{ ratio(row ~ ".toi_seconds", row ~ ".shift_count", 1) }} as avg_shift,

        -- percentages, 0 to 100
        {{ pct(row ~ ".tracked_goals", row ~ ".sog") }} as shooting_pct,
        {{ pct(row ~ ".pass_completed", row ~ ".pass_attempts") }} as pass_pct,
        {{ pct(row ~ ".fo_wins", row ~ ".fo_total") }} as fo_pct,
        {{ pct(row ~ ".zone_entries_controlled", row ~ ".zone_entries") }} as zone_entry_control_pct,
        {{ pct(row ~ ".zone_exits_controlled", row ~ ".zone_exits") }} as zone_exit_control_pct,
        {{ pct(row ~ ".corsi_for", row ~ ".corsi_for + " ~ row ~ ".corsi_against") }} as cf_pct,
        {{ pct(row ~ ".fenwick_for", row ~ ".fenwick_for + " ~ row ~ ".fenwick_against") }} as ff_pct,
        {{ pct(row ~ ".cf_5v5", row ~ ".cf_5v5 + " ~ row ~ ".ca_5v5") }} as cf_pct_5v5,
        {{ pct(row ~ ".on_ice_xgf", row ~ ".on_ice_xgf + " ~ row ~ ".on_ice_xga") }} as xg_pct,
        {{ pct(row ~ ".on_ice_gf", row ~ ".on_ice_sf") }} as on_ice_sh_pct,
        {{ pct(row ~ ".on_ice_sa - " ~ row ~ ".on_ice_ga", row ~ ".on_ice_sa") }} as on_ice_sv_pct,

        -- per 60 minutes, from the games whose ice times and events are both whole
        {{ per_60(row ~ ".rate_goals", row ~ ".rate_toi_seconds") }} as goals_per_60,
        {{ per_60(row ~ ".rate_assists", row ~ ".rate_toi_seconds") }} as assists_per_60,
        {{ per_60(row ~ ".rate_goals + " ~ row ~ ".rate_assists", row ~ ".rate_toi_seconds") }} as points_per_60,
        {{ per_60(row ~ ".rate_shots", row ~ ".rate_toi_seconds") }} as shots_per_60
{%- endmacro %}

{# Ratios of a goalie's totals. #}
{% macro goalie_season_ratios(row) %}
        {{ pct(row ~ ".saves", row ~ ".shots_against") }} as save_pct,
        {% for split in ["even_strength", "short_handed"] %}
        {{ pct(row ~ "." ~ split ~ "_saves", row ~ "." ~ split ~ "_shots_against") }} as {{ split }}_save_pct,
        {% endfor %}
        {% for kind in ["high_danger", "medium_danger", "low_danger", "rebound", "rush"] %}
        {{ pct(
            row ~ "." ~ kind ~ "_shots_against - " ~ row ~ "." ~ kind ~ "_goals_against", row ~ "." ~ kind ~ "_shots_against"
        ) }} as {{ kind }}_save_pct,
        {% endfor %}
        {{ pct(row ~ ".saves_freeze + " ~ row ~ ".saves_played", goalie_noted_saves(row)) }} as rebound_control_pct,
        {{ pct(row ~ ".quality_starts", row ~ ".rated_starts") }} as quality_start_pct,
        {{ per_60(row ~ ".rate_goals_against", row ~ ".rate_toi_seconds") }} as goals_against_average,
        {{ per_60(row ~ ".rate_shots_against", row ~ ".rate_toi_seconds") }} as shots_against_per_60,
        {{ per_60(row ~ ".rate_goals_saved_above_expected", row ~ ".rate_toi_seconds", 3) }}
            as goals_saved_above_expected_per_60,
        {{ ratio(row ~ ".toi_seconds", row ~ ".toi_gp", 1) }} as toi_per_game
{%- endmacro %}

{# Ratios of a team's totals. #}
{% macro team_season_ratios() %}
        {{ pct("tracked_goals", "sog") }} as shooting_pct,
        {{ pct("sog_against - tracked_goals_against", "sog_against") }} as save_pct,
        {{ pdo("tracked_goals", "sog", "tracked_goals_against", "sog_against") }} as pdo,
        {% for share, columns in {
            "cf_pct": ["cf", "ca"], "ff_pct": ["ff", "fa"], "xg_pct": ["xgf", "xga"],
            "scoring_chance_pct": ["scoring_chances", "scoring_chances_against"],
            "high_danger_chance_pct": ["high_danger_chances", "high_danger_chances_against"],
            "cf_pct_5v5": ["cf_5v5", "ca_5v5"], "gf_pct_5v5": ["gf_5v5", "ga_5v5"], "xg_pct_5v5": ["xgf_5v5", "xga_5v5"],
            "score_adjusted_cf_pct": ["score_adjusted_cf", "score_adjusted_ca"],
            "score_adjusted_xg_pct": ["score_adjusted_xgf", "score_adjusted_xga"],
            "fo_pct": ["fo_wins", "fo_losses"],
        }.items() %}
        {{ pct(columns[0], columns | join(" + ")) }} as {{ share }},
        {% endfor %}
        {{ pct("gf_5v5", "sf_5v5") }} as shooting_pct_5v5,
        {{ pct("sa_5v5 - ga_5v5", "sa_5v5") }} as save_pct_5v5,
        {{ pdo("gf_5v5", "sf_5v5", "ga_5v5", "sa_5v5") }} as pdo_5v5,
        {{ pct("power_play_goals", "power_play_opportunities") }} as power_play_pct,
        {{ pct("times_short_handed - power_play_goals_against", "times_short_handed") }} as penalty_kill_pct,
        {{ pct("zone_time_oz_seconds", "zone_time_oz_seconds + zone_time_nz_seconds + zone_time_dz_seconds") }}
            as zone_time_oz_pct,
        {{ pct("pass_completed", "pass_attempts") }} as pass_pct,
        {{ pct("zone_entries_controlled", "zone_entries") }} as zone_entry_control_pct,
        {{ pct("zone_exits_controlled", "zone_exits") }} as zone_exit_control_pct
{%- endmacro %}
