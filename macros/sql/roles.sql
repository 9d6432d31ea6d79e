{#
    The sweater numbers of an event's own columns, one row for each, as a relation to cross join: role_side, role_number,
    player_row (1 to 6 for the event's side, 7 to 12 for the other), player_number.
#}
{% macro players_in_roles(event) -%}
    lateral (
        values
        {%- for number in range(1, 7) %}
        ('event', {{ number }}, {{ number }}, {{ event }}.event_team_player_{{ number }}),
        ('opp', {{ number }}, {{ number + 6 }}, {{ event }}.opp_team_player_{{ number }}){{ "," if not loop.last }}
        {%- endfor %}
    ) as roles (role_side, role_number, player_row, player_number)
{%- endmacro %}

{# The other side of an event: who stood against it for who took part, and the other way round. #}
{% macro other_role_side(role_side) -%}
    case {{ role_side }} when 'event' then 'opp' else 'event' end
{%- endmacro %}
