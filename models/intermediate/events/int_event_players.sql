-- One row per player of an event, with the player that the sweater number belongs to.
{{ config(indexes=[
    {"columns": ["event_key", "player_row"], "unique": true},
    {"columns": ["game_id"]},
    {"columns": ["player_id", "game_id"]},
]) }}
with

roles as (

    select * from {{ ref("int_event_roles") }} where {{ in_scope() }}

),

jerseys as (

    select * from {{ ref("int_jerseys") }} where {{ in_scope() }}

),

final as (

    select
        roles.event_key,
        roles.player_row,
        roles.game_id,
        roles.role_side,
        roles.role_number,
        roles.team_venue,
        -- a 0 that is nobody's number means that nobody was noted
        case when jerseys.player_id is null then nullif(roles.player_number, 0) else roles.player_number end as player_number,
        jerseys.player_id,
        roles.play_detail1,
        roles.play_detail2,
        roles.play_detail_successful,
        roles.pressured_pressurer,
        roles.side_of_puck,
        roles.x,
        roles.y
    from roles
    left join jerseys
        on
            roles.game_id = jerseys.game_id
            and roles.team_venue = jerseys.team_venue
            and roles.player_number = jerseys.player_number
    where roles.is_listed or roles.player_number <> 0 or jerseys.player_id is not null

)

select * from final
