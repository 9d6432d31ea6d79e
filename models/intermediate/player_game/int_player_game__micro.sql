-- One row per game and player with a play detail: each measure once per player and linked chain, whatever its spelling.
with

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }} and player_id is not null

),

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

play_details as (

    select * from {{ ref("play_details") }} where measure is not null

),

noted as (

    select event_key, player_id, play_detail1 as play_detail, play_detail_successful from event_players
    union all
    select event_key, player_id, play_detail2 as play_detail, play_detail_successful from event_players

),

credited as (

    select
        events.game_id,
        noted.player_id,
        play_details.measure,
        coalesce('L' || cast(events.linked_event_index as text), events.event_key) as chain,
        bool_or(noted.play_detail_successful = 's') as is_successful
    from noted
    inner join play_details on noted.play_detail = play_details.play_detail
    inner join events on noted.event_key = events.event_key
    group by events.game_id, noted.player_id, play_details.measure, chain

),

final as (

    select
        game_id,
        player_id,
        {% for measure in micro_measures() %}
        {{ count_if("measure = '" ~ measure ~ "'") }} as {{ measure }},
        {% endfor %}
        {% for measure in micro_measures_with_success() %}
        {{ count_if("measure = '" ~ measure ~ "' and is_successful") }} as {{ measure }}_success{{ "," if not loop.last }}
        {% endfor %}
    from credited
    group by game_id, player_id

)

select * from final
