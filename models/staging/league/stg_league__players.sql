-- One row per person, from staging_players: position as F, D or G.
with

players as (

    select * from {{ source("league", "staging_players") }}

),

positions as (

    select * from {{ ref("stg_vocabulary__codes") }} where code_field = 'position'

),

final as (

    select
        players.player_id,
        players.player_first_name,
        players.player_last_name,
        coalesce(
            players.player_name,
            nullif(trim(coalesce(players.player_first_name, '') || ' ' || coalesce(players.player_last_name, '')), '')
        ) as player_name,
        positions.canonical_code as position_code,
        players.skill_rating,
        players.current_team_id
    from players
    left join positions on {{ code_key("players.primary_position") }} = positions.code_key

)

select * from final
