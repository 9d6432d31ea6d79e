{# Ratios of a goalie's game, made of the counts of `row`. #}
{% macro goalie_game_ratios(row, standards) %}
        -- save percentages
        {{ pct(row ~ ".saves", row ~ ".shots_against") }} as save_pct,
        {% for split in goalie_save_splits() %}
        {{ pct(
            row ~ "." ~ goalie_save_split("saves", split), row ~ "." ~ goalie_save_split("shots_against", split)
        ) }} as {{ goalie_save_split("save_pct", split) }},
        {% endfor %}
        {{ pct(
            row ~ ".shots_against_5v5 - " ~ row ~ ".goals_against_5v5", row ~ ".shots_against_5v5"
        ) }} as save_pct_5v5,
        {% for kind in goalie_shot_kinds() + ["screened"] %}
        {{ pct(
            row ~ "." ~ kind ~ "_shots_against - " ~ row ~ "." ~ kind ~ "_goals_against", row ~ "." ~ kind ~ "_shots_against"
        ) }} as {{ kind }}_save_pct,
        {% endfor %}
        {% for danger in ["high", "medium", "low"] %}
        {{ row }}.{{ danger }}_danger_shots_against - {{ row }}.{{ danger }}_danger_goals_against as {{ danger }}_danger_saves,
        {% endfor %}
        {{ pct(
            row ~ ".unblocked_attempts_against - " ~ row ~ ".scoring_shots_against", row ~ ".unblocked_attempts_against"
        ) }} as fenwick_save_pct,
        {{ pct(
            row ~ ".unblocked_attempts_against - " ~ row ~ ".xg_against", row ~ ".unblocked_attempts_against"
        ) }} as expected_fenwick_save_pct,

        -- what became of the puck
        {{ pct(row ~ ".saves_freeze", goalie_noted_saves(row)) }} as freeze_pct,
        {{ pct(row ~ ".saves_freeze + " ~ row ~ ".saves_played", goalie_noted_saves(row)) }} as rebound_control_pct,
        {{ pct(row ~ ".rebounds_cleared", row ~ ".rebounds_cleared + " ~ row ~ ".rebounds_lost") }} as rebound_clear_pct,
        {{ pct(row ~ ".multi_shot_sequences_survived", row ~ ".multi_shot_sequences") }} as sequence_survival_pct,

        -- rates
        {{ per_60(row ~ ".goals_against", row ~ ".toi_seconds") }} as goals_against_average,
        {{ per_60(row ~ ".shots_against", row ~ ".toi_seconds") }} as shots_against_per_60,
        {{ per_60(row ~ ".saves", row ~ ".toi_seconds") }} as saves_per_60,
        {{ per_60(row ~ ".xg_against", row ~ ".toi_seconds") }} as xg_against_per_60,
        {{ ratio(row ~ ".toi_seconds", row ~ ".shots_against", 1) }} as seconds_per_shot_against,
        {{ ratio(row ~ ".xg_against", row ~ ".unblocked_attempts_against", 4) }} as xg_per_attempt_against,

        -- goals saved
        {{ row }}.xg_against - {{ row }}.goals_against as goals_saved_above_expected,
        {{ row }}.xg_against_5v5 - {{ row }}.goals_against_5v5 as goals_saved_above_expected_5v5,
        {{ row }}.high_danger_xg_against - {{ row }}.high_danger_goals_against as high_danger_goals_saved_above_expected,
        {{ ratio(
            row ~ ".xg_against - " ~ row ~ ".goals_against", row ~ ".shots_against", 4
        ) }} as goals_saved_above_expected_per_shot,
        {{ per_60(row ~ ".xg_against - " ~ row ~ ".goals_against", row ~ ".toi_seconds", 3) }}
            as goals_saved_above_expected_per_60,
        round(
            {{ row }}.shots_against * (1 - {{ standards }}.mean_save_pct / 100.0) - {{ row }}.goals_against, 3
        ) as goals_saved_above_average
{%- endmacro %}

{# Saves for which it is tracked what became of the puck. #}
{% macro goalie_noted_saves(row) -%}
    {{ row }}.saves_freeze + {{ row }}.saves_played + {{ row }}.saves_rebound
{%- endmacro %}
