-- One row per player: the league's list, and whoever dressed or was tracked without standing on it.
with

listed as (

    select * from {{ ref("stg_league__players") }}

),

game_players as (

    select * from {{ ref("int_game_players") }}

),

unlisted as (

    select
        player_id,
        min(player_name) as player_name,
        min(position_code) as position_code,
        max(skill_rating) as skill_rating,
        -- nobody knows whose sweater number it is
        bool_and(player_id = {{ placeholder_player_id("game_id", "team_venue", "player_number") }}) as is_placeholder
    from game_players
    where not exists (select 1 from listed where listed.player_id = game_players.player_id)
    group by player_id

),

final as (

    select
        player_id,
        coalesce(player_name, 'Unknown') as player_name,
        player_first_name,
        player_last_name,
        position_code,
        skill_rating,
        current_team_id,
        true as is_listed,
        false as is_placeholder
    from listed

    union all

    select
        player_id,
        player_name,
        null as player_first_name,
        null as player_last_name,
        position_code,
        skill_rating,
        null as current_team_id,
        false as is_listed,
        coalesce(is_placeholder, false) as is_placeholder
    from unlisted

)

select * from final
