{# Splits of saves and goals against whose parts add up: periods, situations and score states. #}
{% macro goalie_save_splits() -%}
    {{ return([
        "first_period", "second_period", "third_period", "overtime",
        "even_strength", "short_handed", "power_play",
        "leading", "tied", "trailing",
    ]) }}
{%- endmacro %}

{# Name of a measure in a split: first_period_saves, but saves_leading. #}
{% macro goalie_save_split(measure, split) -%}
    {{ measure ~ "_" ~ split if split in ["leading", "tied", "trailing"] else split ~ "_" ~ measure }}
{%- endmacro %}

{# Kinds of shot that save percentages are given of, from the Shot events: danger, origin and type. #}
{% macro goalie_shot_kinds() -%}
    {{ return(
        ["high_danger", "medium_danger", "low_danger"]
        + goalie_shot_origins().keys() | list
        + goalie_shot_types().keys() | list
    ) }}
{%- endmacro %}
