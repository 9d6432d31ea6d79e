-- One row per game and rostered skater who takes part in play but has no ice time. One credit may be a mistyped number.
{{ config(materialized="view") }}
with

game_players as (

    select * from {{ ref("int_game_players") }}
    where {{ in_scope() }} and is_rostered and coalesce(position_code, 'F') <> 'G'

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }} and role_number = 1

),

player_shifts as (

    select game_id, player_id from {{ ref("int_player_shifts") }} where {{ in_scope() }} group by game_id, player_id

),

final as (

    select
        game_players.game_id,
        game_players.player_id,
        game_players.team_venue,
        game_players.player_number,
        cast(count(distinct event_players.event_key) as integer) as event_count
    from game_players
    inner join event_players
        on game_players.game_id = event_players.game_id and game_players.player_id = event_players.player_id
    left join player_shifts
        on game_players.game_id = player_shifts.game_id and game_players.player_id = player_shifts.player_id
    where player_shifts.player_id is null
    group by game_players.game_id, game_players.player_id, game_players.team_venue, game_players.player_number
    having count(distinct event_players.event_key) > 1

)

select * from final
