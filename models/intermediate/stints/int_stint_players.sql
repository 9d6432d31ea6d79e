-- One row per stint and player on the ice, from the slots of the shift rows; who fills two slots counts once.
{{ config(indexes=[
    {"columns": ["shift_key", "player_id"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

shifts as (

    select * from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }}

),

jerseys as (

    select * from {{ ref("int_jerseys") }} where {{ in_scope() }}

),

slots as (

    {% for venue in ["home", "away"] %}
    {% for slot in ["goalie", "1", "2", "3", "4", "5", "6"] %}
    select
        shift_key,
        game_id,
        '{{ venue }}' as team_venue,
        {{ 0 if slot == "goalie" else slot }} as slot,
        {{ venue }}_{{ slot }} as player_number
    from shifts
    where {{ venue }}_{{ slot }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

final as (

    select
        slots.shift_key,
        slots.game_id,
        slots.team_venue,
        jerseys.player_id,
        min(slots.slot) as slot,
        min(slots.slot) = 0 as is_goalie
    from slots
    inner join jerseys
        on
            slots.game_id = jerseys.game_id
            and slots.team_venue = jerseys.team_venue
            and slots.player_number = jerseys.player_number
    group by slots.shift_key, slots.game_id, slots.team_venue, jerseys.player_id

)

select * from final
