-- One row per stint at five against five and side with three forwards and two defenders on the ice, in order of their ids.
-- The slots say who plays forward: a position on the roster is often not where the player stands on the night.
{{ config(indexes=[{"columns": ["shift_key", "team_venue"], "unique": true}, {"columns": ["game_id"]}]) }}
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }}
    where {{ in_scope() }} and not is_goalie and situation = 'even' and home_skaters = 5 and away_skaters = 5

),

grouped as (

    select
        shift_key,
        game_id,
        team_venue,
        max(duration_seconds) as duration_seconds,
        {{ sorted_list("player_id", "slot <= 3") }} as forwards,
        {{ sorted_list("player_id", "slot between 4 and 5") }} as defenders,
        {{ sorted_list("player_id") }} as skaters
    from player_shifts
    group by shift_key, game_id, team_venue
    having {{ count_if("slot <= 3") }} = 3 and {{ count_if("slot between 4 and 5") }} = 2

),

final as (

    select
        shift_key,
        game_id,
        team_venue,
        duration_seconds,
        {% for list, size in {"forward": 3, "defender": 2, "skater": 5}.items() %}
        {% set last_list = loop.last %}
        {% for n in range(1, size + 1) %}
        {{ list }}s[{{ n }}] as {{ list }}_{{ n }}_id{{ "," if not (last_list and loop.last) }}
        {% endfor %}
        {% endfor %}
    from grouped

)

select * from final
