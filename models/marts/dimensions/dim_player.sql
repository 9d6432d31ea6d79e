-- One row per player: the league's list, and whoever dressed or was tracked without standing on it.
with

listed as (

    select * from {{ ref("stg_league__players") }}

),

game_players as (

    select * from {{ ref("int_game_players") }}

),

names as (

    -- rosters and trackers may know a name in one game and not in another
    select player_id, min(player_name) as player_name
    from game_players
    where player_name <> 'Unknown' and player_name not like 'Unknown #%'
    group by player_id

),

unlisted as (

    select
        player_id,
        min(player_name) as unknown_name,
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
        listed.player_id,
        coalesce(listed.player_name, names.player_name, 'Unknown') as player_name,
        listed.player_first_name,
        listed.player_last_name,
        listed.position_code,
        listed.skill_rating,
        listed.current_team_id,
        true as is_listed,
        false as is_placeholder
    from listed
    left join names on listed.player_id = names.player_id

    union all

    select
        unlisted.player_id,
        coalesce(names.player_name, unlisted.unknown_name) as player_name,
        null as player_first_name,
        null as player_last_name,
        unlisted.position_code,
        unlisted.skill_rating,
        null as current_team_id,
        false as is_listed,
        coalesce(unlisted.is_placeholder, false) as is_placeholder
    from unlisted
    left join names on unlisted.player_id = names.player_id

)

select * from final
