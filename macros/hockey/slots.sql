{#
    The slots of a stint as a relation to cross join: team_venue, slot (0 for the goalie, 1 to 6 for skaters). Constant rows, of
    which `player_in_slot` and `number_in_slot` take the column, need half the time of a lateral join of the columns.
#}
{% macro slots_of_both_sides() -%}
    (
        values
        {%- for venue in ["home", "away"] %}
        {%- set last_venue = loop.last %}
        {%- for slot in range(0, 7) %}
        ('{{ venue }}', {{ slot }}){{ "," if not (last_venue and loop.last) }}
        {%- endfor -%}
        {%- endfor %}
    ) as slots (team_venue, slot)
{%- endmacro %}

{# The player in the slot of a row of `slots_of_both_sides`, and his sweater number; NULL if the slot is empty. #}
{% macro player_in_slot(stint) -%} {{ in_slot(stint, "player_{slot}_id", "goalie_id") }} {%- endmacro %}
{% macro number_in_slot(stint) -%} {{ in_slot(stint, "{slot}", "goalie") }} {%- endmacro %}

{% macro in_slot(stint, column, goalie) -%}
    case slots.team_venue
        {%- for venue in ["home", "away"] %}
        when '{{ venue }}' then case slots.slot when 0 then {{ stint }}.{{ venue }}_{{ goalie }}
            {%- for slot in range(1, 7) %} when {{ slot }} then {{ stint }}.{{ venue }}_{{ column | replace("{slot}", slot) }}{% endfor %} end
        {%- endfor %}
    end
{%- endmacro %}

{#
    The pairs of skaters of a stint, a row for each, as a set in the select list: `pair_of` both, or NULL where a slot is empty. To
    unnest an array of numbers takes half the time of joining the slots to each other, and a season has 20 million pairs.
#}
{% macro pairs_in_slots(stint) -%}
    {%- set slots, pairs = [], [] %}
    {%- for venue in ["home", "away"] %}
    {%- for slot in range(1, 7) %}
    {%- do slots.append(stint ~ "." ~ venue ~ "_player_" ~ slot ~ "_order") %}
    {%- endfor %}
    {%- endfor %}
    {%- for a in slots %}
    {%- for b in slots[loop.index:] %}
    {%- do pairs.append(
        "case when " ~ a ~ " < " ~ b ~ " then " ~ pair_of(a, b) ~ " when " ~ a ~ " > " ~ b ~ " then " ~ pair_of(b, a) ~ " end"
    ) %}
    {%- endfor %}
    {%- endfor -%}
    unnest(array[{{ pairs | join(", ") }}])
{%- endmacro %}

{# Two players of a game in one number: their places among its players, of which no game has 10,000. #}
{% macro pair_of(first, second) -%} {{ first }} * 10000 + {{ second }} {%- endmacro %}

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
