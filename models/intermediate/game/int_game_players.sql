-- One row per game and player who dressed or was tracked: his side, sweater, position; rosters first, placeholders after.
-- Over 100 lines: a player comes from rosters or sweaters, and both list all columns of their union.
{{ config(indexes=[
    {"columns": ["game_id", "player_id"], "unique": true},
]) }}
with

rosters as (

    select * from {{ ref("int_roster_people") }} where {{ in_scope() }}

),

jerseys as (

    select * from {{ ref("int_jerseys") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

players as materialized (

    -- made once, not for each row of the games, which the planner takes for few
    select player_id, player_name, position_code, skill_rating from {{ ref("stg_league__players") }}

),

goalies as (

    select game_id, 'home' as team_venue, home_goalie as player_number
    from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }} and home_goalie is not null
    union
    select game_id, 'away' as team_venue, away_goalie as player_number
    from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }} and away_goalie is not null

),

listed as (

    -- a league's row counts even without a sweater number; a row without id is whose its number is
    select
        rosters.game_id,
        rosters.team_venue,
        coalesce(jerseys.player_id, rosters.player_id) as player_id,
        rosters.player_number,
        null as given_name,
        null as number_name,
        rosters.player_name,
        rosters.position_code,
        rosters.skill_rating,
        rosters.is_substitute,
        rosters.source_kind,
        rosters.source_rank,
        false as is_tracked
    from rosters
    left join jerseys
        on
            (rosters.source_kind = 'tracker' or rosters.player_id is null)
            and rosters.game_id = jerseys.game_id
            and rosters.team_venue = jerseys.team_venue
            and rosters.player_number = jerseys.player_number
    where coalesce(rosters.games_played, 1) > 0

    union all

    select
        jerseys.game_id,
        jerseys.team_venue,
        jerseys.player_id,
        jerseys.player_number,
        -- of a number that is nobody's: what a roster or the tracker calls who wears it
        case when jerseys.is_placeholder then jerseys.given_name end as given_name,
        jerseys.given_name as number_name,
        null as player_name,
        case when goalies.player_number is not null then 'G' end as position_code,
        null as skill_rating,
        null as is_substitute,
        'tracked' as source_kind,
        2 as source_rank,
        jerseys.is_tracked
    from jerseys
    left join goalies
        on
            jerseys.game_id = goalies.game_id
            and jerseys.team_venue = goalies.team_venue
            and jerseys.player_number = goalies.player_number
    where jerseys.is_tracked

),

final as (

    select
        listed.game_id,
        listed.player_id,
        listed.team_venue,
        case listed.team_venue when 'home' then max(games.home_team_id) else max(games.away_team_id) end as team_id,
        coalesce(
            min(listed.player_number) filter (where listed.is_tracked),
            min(listed.player_number)
        ) as player_number,
        coalesce(
            max(players.player_name),
            min(listed.given_name),
            min(listed.player_name),
            -- who is known by id alone has the tracker's name
            min(listed.number_name),
            'Unknown #' || cast(min(listed.player_number) as text),
            'Unknown'
        ) as player_name,
        coalesce(
            min(listed.position_code) filter (where listed.source_kind = 'league'),
            min(listed.position_code) filter (where listed.source_kind = 'tracker'),
            min(listed.position_code),
            max(players.position_code)
        ) as position_code,
        coalesce(max(listed.skill_rating), max(players.skill_rating)) as skill_rating,
        coalesce(bool_or(listed.is_substitute), false) as is_substitute,
        bool_or(listed.source_kind in ('league', 'tracker')) as is_rostered,
        bool_or(listed.source_kind = 'league') as is_on_league_roster,
        bool_or(listed.is_tracked) as is_tracked
    from listed
    inner join games on listed.game_id = games.game_id
    left join players on listed.player_id = players.player_id
    where listed.player_id is not null
    group by listed.game_id, listed.player_id, listed.team_venue

)

select * from final
