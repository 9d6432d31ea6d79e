-- One row per dressed player, game and source, from staging_game_rosters: position as F, D or G.
with

rosters as (

    select * from {{ source("league", "staging_game_rosters") }}

),

positions as (

    select * from {{ ref("stg_vocabulary__codes") }} where code_field = 'position'

),

final as (

    select
        rosters.roster_key,
        rosters.source_kind,
        rosters.game_id,
        rosters.team_venue,
        rosters.team_id,
        rosters.team_name,
        rosters.player_number,
        rosters.player_id,
        rosters.player_name,
        positions.canonical_code as position_code,
        rosters.skill_rating,
        rosters.is_substitute,
        rosters.games_played
    from rosters
    left join positions on {{ code_key("rosters.player_position") }} = positions.code_key

)

select * from final
