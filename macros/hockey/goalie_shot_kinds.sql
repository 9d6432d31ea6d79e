{# Ways to shoot that goalies are counted by: name -> condition on int_shots; a test holds that they cover every shot type. #}
{% macro goalie_shot_types() -%}
    {{ return({
        "wrist": "shot_type = 'wrist'",
        "snap": "shot_type = 'snap'",
        "slap": "shot_type = 'slap'",
        "backhand": "shot_type = 'backhand'",
        "one_timer": "shot_type = 'one_timer'",
        "tipped": "shot_type in ('tip', 'deflected')",
        "wrap_around": "shot_type = 'wrap'",
        "other": "shot_type not in ('wrist', 'snap', 'slap', 'backhand', 'one_timer', 'tip', 'deflected', 'wrap')",
    }) }}
{%- endmacro %}

{# What went before a shot. One may be several: a rebound off the rush counts as rebound and as rush; a set play is neither. #}
{% macro goalie_shot_origins() -%}
    {{ return({
        "rebound": "is_rebound",
        "rush": "is_rush",
        "breakaway": "is_breakaway",
        "set_play": "not is_rebound and not is_rush",
    }) }}
{%- endmacro %}
