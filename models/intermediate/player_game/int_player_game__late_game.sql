-- One row per game and player: stays on the ice and events as event player 1 by period, to compare the third with the first two.
{% set periods = period_parts() -%}
{% do periods.pop("overtime") -%}
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and counts_for_player

),

events as (

    select * from {{ ref("int_events") }}
    where {{ in_scope() }} and event_player_1_id is not null and not is_shootout and not is_marker

),

shifts as (

    -- stays are numbered through the game, and none crosses an intermission
    select
        game_id,
        player_id,
        {% for name, condition in periods.items() %}
        max(logical_shift_number) filter (where {{ condition }})
        - min(logical_shift_number) filter (where {{ condition }}) + 1 as {{ name }}_shifts{{ "," if not loop.last }}
        {% endfor %}
    from player_shifts
    group by game_id, player_id

),

touches as (

    select
        game_id,
        event_player_1_id as player_id,
        {% for name, condition in periods.items() %}
        {{ count_if(condition) }} as {{ name }}_events{{ "," if not loop.last }}
        {% endfor %}
    from events
    group by game_id, event_player_1_id

),

final as (

    select
        coalesce(shifts.game_id, touches.game_id) as game_id,
        coalesce(shifts.player_id, touches.player_id) as player_id,
        {% for name in periods %}
        coalesce(shifts.{{ name }}_shifts, 0) as {{ name }}_shifts,
        coalesce(touches.{{ name }}_events, 0) as {{ name }}_events{{ "," if not loop.last }}
        {% endfor %}
    from shifts
    full outer join touches on shifts.game_id = touches.game_id and shifts.player_id = touches.player_id

)

select * from final
