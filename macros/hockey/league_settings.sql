{# Settings of a league by name, in the order of int_season_settings. #}
{% macro league_settings_names() -%}
    {{ return([
        "minor_minutes", "major_minutes", "misconduct_minutes",
        "regulation_periods", "period_length_seconds", "overtime_length_seconds",
        "points_regulation_win", "points_overtime_win", "points_shootout_win", "points_tie",
        "points_overtime_loss", "points_shootout_loss", "points_regulation_loss",
        "forfeit_goals_count", "tie_breakers",
    ]) }}
{%- endmacro %}

{# Points in the standings for an outcome (W, T, OTL, L) by when the game was decided; `settings` is a row of int_season_settings. #}
{% macro outcome_points(outcome, decided_in, settings="settings") -%}
    cast(
        case {{ outcome }}
            when 'W'
                then case {{ decided_in }}
                    when 'OT' then {{ settings }}.points_overtime_win
                    when 'SO' then {{ settings }}.points_shootout_win
                    else {{ settings }}.points_regulation_win
                end
            when 'T' then {{ settings }}.points_tie
            when 'OTL'
                then case {{ decided_in }}
                    when 'SO' then {{ settings }}.points_shootout_loss
                    else {{ settings }}.points_overtime_loss
                end
            when 'L' then {{ settings }}.points_regulation_loss
        end as integer
    )
{%- endmacro %}
