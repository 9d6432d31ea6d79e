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
