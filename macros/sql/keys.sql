{# Player of a sweater number that stands on no roster: U{game_id}{h|a}{number}. #}
{% macro placeholder_player_id(game_id, team_venue, player_number) -%}
    'U' || cast({{ game_id }} as text) || left({{ team_venue }}, 1) || cast({{ player_number }} as text)
{%- endmacro %}
