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
