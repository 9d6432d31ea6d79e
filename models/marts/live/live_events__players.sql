-- One row per game, side and sweater number on a roster: whose it is. The league's roster decides, then the tracker's.
{{ config(materialized="ephemeral", contract={"enforced": false}) }}
with

rosters as (

    select * from {{ ref("stg_league__game_rosters") }} where player_number is not null

),

games as (

    select * from {{ ref("live_box_score__games") }}

),

players as (

    select player_id, player_name from {{ ref("stg_league__players") }}

),

sided as (

    -- rosters of many games put a team on the other side; the team itself is right
    select
        rosters.*,
        case
            when rosters.team_id = games.home_team_id then 'home'
            when rosters.team_id = games.away_team_id then 'away'
            when rosters.team_id is null and rosters.team_name = games.home_team_name then 'home'
            when rosters.team_id is null and rosters.team_name = games.away_team_name then 'away'
            else rosters.team_venue
        end as venue
    from rosters
    inner join games on rosters.game_id = games.game_id

),

ranked as (

    select
        sided.*,
        row_number() over (
            partition by sided.game_id, sided.venue, sided.player_number
            order by
                case sided.source_kind when 'league' then 1 else 2 end,
                coalesce(sided.games_played, 0) desc,
                sided.player_id
        ) as preference
    from sided

),

final as (

    select
        ranked.game_id,
        ranked.venue as team_venue,
        ranked.player_number,
        ranked.player_id,
        coalesce(players.player_name, ranked.player_name) as player_name
    from ranked
    left join players on ranked.player_id = players.player_id
    where ranked.preference = 1

)

select * from final
