{# Players of a side as a JSON list: slot (0 for the goalie), player_number, player_id, player_name. #}
{% macro on_ice_list(slots, venue) -%}
    coalesce(
        jsonb_agg(
            jsonb_build_object(
                'slot', {{ slots }}.slot,
                'player_number', {{ slots }}.player_number,
                'player_id', {{ slots }}.player_id,
                'player_name', {{ slots }}.player_name
            )
            order by {{ slots }}.slot
        ) filter (where {{ slots }}.team_venue = '{{ venue }}'),
        '[]'
    )
{%- endmacro %}
