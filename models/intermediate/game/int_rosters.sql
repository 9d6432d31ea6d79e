-- One row per dressed player, game and source, on the side his team has in the game. The league's rosters of many games put a
-- team on the other side, or both teams on one; the team itself is right.
-- A table: its readers judge the rows of a game against each other, and a view would read every roster for each of them.
{{ config(indexes=[{"columns": ["game_id"]}]) }}
with

rosters as (

    select * from {{ ref("stg_league__game_rosters") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

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
