-- One row per dressed player, game and source, on the side his team has in the game. The league's rosters of many games put a
-- team on the other side, or both teams on one; the team itself is right.
{{ config(materialized="view") }}
with

rosters as (

    select * from {{ ref("stg_league__game_rosters") }}

),

games as (

    select * from {{ ref("int_games") }}

),

final as (

    select
        rosters.roster_key,
        rosters.game_id,
        {{ roster_venue("rosters", "games") }} as team_venue,
        rosters.source_kind,
        case rosters.source_kind when 'league' then 1 else 2 end as source_rank,
        coalesce(rosters.team_id, rosters.team_name) as team,
        rosters.player_number,
        rosters.player_id,
        rosters.player_name,
        rosters.position_code,
        rosters.skill_rating,
        rosters.is_substitute,
        rosters.games_played
    from rosters
    inner join games on rosters.game_id = games.game_id

)

select * from final
