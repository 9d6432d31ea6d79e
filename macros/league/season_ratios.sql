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
        {{ per_60(row ~ ".rate_goals_against", row ~ ".rate_toi_seconds") }} as goals_against_average,
        {{ per_60(row ~ ".rate_shots_against", row ~ ".rate_toi_seconds") }} as shots_against_per_60,
        {{ ratio(row ~ ".toi_seconds", row ~ ".toi_gp", 1) }} as toi_per_game
{%- endmacro %}
