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

{#
    Sweater number of who leads an event (`role_side` event) or of the first opponent (opp): as the tracker lists them; of an
    event without any listed player, from its own column. A look into an index for each event.
#}
{% macro first_number(event, role_side) -%}
    nullif(
            coalesce(
                (
                    select
                        coalesce(
                            min(listed.player_number) filter (
                                where listed.role_side = '{{ role_side }}' and listed.role_number = 1
                            ), -1
                        )
                    from {{ source("tracker", "staging_event_players") }} as listed
                    where listed.game_id = {{ event }}.game_id and listed.event_key = {{ event }}.event_key
                    having count(*) > 0
                ), {{ event }}.{{ role_side }}_team_player_1
            ), -1
        )
{%- endmacro %}
