{#
    What stands in the slots of a stint's row, one row for each, as a relation to cross join: team_venue, slot (0 for the goalie,
    1 to 6 for skaters) and
    the column of that slot; {slot} in `column` is its number: "player_{slot}_id".
#}
{% macro slots_of(stint, column, goalie=none) -%}
    lateral (
        values
        {%- for venue in ["home", "away"] %}
        {%- set last_venue = loop.last %}
        {%- if goalie %}
        ('{{ venue }}', 0, {{ stint }}.{{ venue }}_{{ goalie }}),
        {%- endif %}
        {%- for slot in range(1, 7) %}
        ('{{ venue }}', {{ slot }}, {{ stint }}.{{ venue }}_{{ column | replace("{slot}", slot) }}){{ "," if not (last_venue and loop.last) }}
        {%- endfor -%}
        {%- endfor %}
    )
{%- endmacro %}

{# The sweater numbers of a tracked stint: team_venue, slot, player_number. #}
{% macro numbers_in_slots(stint) -%}
    {{ slots_of(stint, "{slot}", "goalie") }} as slots (team_venue, slot, player_number)
{%- endmacro %}

{# The players of a stint: team_venue, slot, player_id. #}
{% macro players_in_slots(stint) -%}
    {{ slots_of(stint, "player_{slot}_id", "goalie_id") }} as slots (team_venue, slot, player_id)
{%- endmacro %}

{# The skaters of a stint by their place among the players of the game: team_venue, slot, player_order. #}
{% macro skaters_in_slots(stint, alias) -%}
    {{ slots_of(stint, "player_{slot}_order") }} as {{ alias }} (team_venue, slot, player_order)
{%- endmacro %}

{# A sweater number stands in a slot of its side in a stint. #}
{% macro is_in_slots(stint, venue, number) -%}
    case {{ venue }}
        {%- for side in ["home", "away"] %}
        when '{{ side }}' then {{ number }} in (
            {%- for slot in ["goalie", 1, 2, 3, 4, 5, 6] -%}
            {{ stint }}.{{ side }}_{{ slot }}{{ ", " if not loop.last }}
            {%- endfor -%}
        )
        {%- endfor %}
    end
{%- endmacro %}
