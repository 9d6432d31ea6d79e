-- One row per tracked stint: which player fills which slot. Who fills two slots of a side counts once, as goalie or in the lower.
{{ config(materialized="view") }}
{% set venues = ["home", "away"] %}
with

shifts as (

    select * from {{ ref("stg_tracker__shifts") }}

),

jerseys as not materialized (

    select * from {{ ref("int_jerseys") }}

),

final as (

    select
        shifts.shift_key,
        shifts.game_id,
        {% for venue in venues %}
        {% set last_venue = loop.last %}
        {% set filled = [venue ~ "_goalie.player_order"] %}
        {{ venue }}_goalie.player_id as {{ venue }}_goalie_id,
        {% for slot in range(1, 7) %}
        {% set jersey = venue ~ "_" ~ slot %}
        {% set is_elsewhere = jersey ~ ".player_order in (" ~ filled | join(", ") ~ ")" %}
        case when {{ is_elsewhere }} then null else {{ jersey }}.player_id end as {{ venue }}_player_{{ slot }}_id,
        case when {{ is_elsewhere }} then null else {{ jersey }}.player_order end
            as {{ venue }}_player_{{ slot }}_order{{ "," if not (last_venue and loop.last) }}
        {% do filled.append(jersey ~ ".player_order") %}
        {% endfor %}
        {% endfor %}
    from shifts
    {% for venue in venues %}
    {% for slot in ["goalie", 1, 2, 3, 4, 5, 6] %}
    left join jerseys as {{ venue }}_{{ slot }}
        on
            shifts.game_id = {{ venue }}_{{ slot }}.game_id
            and {{ venue }}_{{ slot }}.team_venue = '{{ venue }}'
            and shifts.{{ venue }}_{{ slot }} = {{ venue }}_{{ slot }}.player_number
    {% endfor %}
    {% endfor %}

)

select * from final
