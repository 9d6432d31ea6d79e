-- One row per game, side and sweater number on a roster: whose it is. The league's roster decides, then the tracker's; what
-- nothing decides has names and no id. Names without ids are found, and who played most is known, when the game is built.
{{ config(materialized="ephemeral") }}
with

rosters as (

    select * from {{ ref("stg_league__game_rosters") }} where player_number is not null

),

games as (

    select * from {{ ref("int_staged_games") }}

),

players as (

    select player_id, player_name from {{ ref("stg_league__players") }}

),

sided as (

    -- rosters of many games put a team on the other side; the team itself is right
    select
        rosters.*,
        {{ roster_venue("rosters", "games") }} as venue
    from rosters
    inner join games on rosters.game_id = games.game_id

),

claimed as (

    select
        sided.*,
        players.player_name as listed_name,
        min(sided.venue) over of_id <> max(sided.venue) over of_id as is_on_both_sides,
        rank() over (
            partition by sided.game_id, sided.venue, sided.player_number
            order by {{ roster_order("sided") }}
        ) as standing
    from sided
    left join players on sided.player_id = players.player_id
    window of_id as (partition by sided.game_id, sided.player_id)

),

judged as (

    -- an id on both sides is whose name it is by the league's list
    select
        claimed.*,
        case
            when claimed.player_id is null or not claimed.is_on_both_sides or claimed.listed_name is null then true
            else coalesce({{ folded_name("claimed.listed_name") }} = {{ folded_name("claimed.player_name") }}, true)
        end as keeps_id
    from claimed
    where claimed.standing = 1

),

final as (

    -- a number of two players is neither's
    select
        game_id,
        venue as team_venue,
        player_number,
        case when min(player_id) = max(player_id) and bool_and(keeps_id) then min(player_id) end as player_id,
        string_agg(
            distinct case when keeps_id then coalesce(listed_name, player_name) else player_name end, ' or '
        ) as player_name
    from judged
    group by game_id, venue, player_number

)

select * from final
