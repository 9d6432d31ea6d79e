-- One row per stint at even strength and side that has exactly three forwards and two defenders on the ice: who they are,
-- in order of their ids. A player without a position is placed by his slot: the tracker notes forwards first.
{{ config(indexes=[{"columns": ["shift_key", "team_venue"], "unique": true}, {"columns": ["game_id"]}]) }}
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }}
    where {{ in_scope() }} and not is_goalie and situation = 'even' and home_skaters = 5 and away_skaters = 5

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

positioned as (

    select
        player_shifts.shift_key,
        player_shifts.game_id,
        player_shifts.team_venue,
        player_shifts.player_id,
        player_shifts.duration_seconds,
        coalesce(game_players.position_code, case when player_shifts.slot <= 3 then 'F' else 'D' end) as position_code
    from player_shifts
    left join game_players
        on player_shifts.game_id = game_players.game_id and player_shifts.player_id = game_players.player_id

),

grouped as (

    select
        shift_key,
        game_id,
        team_venue,
        max(duration_seconds) as duration_seconds,
        {{ sorted_list("player_id", "position_code = 'F'") }} as forwards,
        {{ sorted_list("player_id", "position_code = 'D'") }} as defenders,
        {{ sorted_list("player_id") }} as skaters
    from positioned
    group by shift_key, game_id, team_venue
    having {{ count_if("position_code = 'F'") }} = 3 and {{ count_if("position_code = 'D'") }} = 2

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
        {{ list_element(list ~ "s", n) }} as {{ list }}_{{ n }}_id{{ "," if not (last_list and loop.last) }}
        {% endfor %}
        {% endfor %}
    from grouped

)

select * from final
