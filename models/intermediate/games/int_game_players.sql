-- One row per game and player who dressed or was tracked: his side, sweater, position; rosters first, placeholders after.
{{ config(indexes=[
    {"columns": ["game_id", "player_id"], "unique": true},
]) }}
with

rosters as (

    select * from {{ ref("int_rosters") }} where {{ in_scope() }}

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

    -- a league's row counts even without a sweater number
    select
        rosters.game_id,
        rosters.team_venue,
        coalesce(jerseys.player_id, rosters.player_id) as player_id,
        rosters.player_number,
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
            rosters.source_kind = 'tracker'
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

sided as (

    -- who stands on both sides plays for the side the league has him on, else for the one he was tracked on
    select
        listed.*,
        first_value(listed.team_venue) over (
            partition by listed.game_id, listed.player_id
            order by listed.source_rank, case when listed.is_tracked then 0 else 1 end, listed.team_venue
        ) as chosen_venue
    from listed
    where listed.player_id is not null

),

final as (

    select
        sided.game_id,
        sided.player_id,
        sided.team_venue,
        case sided.team_venue when 'home' then max(games.home_team_id) else max(games.away_team_id) end as team_id,
        coalesce(
            min(sided.player_number) filter (where sided.is_tracked),
            min(sided.player_number)
        ) as player_number,
        coalesce(
            max(players.player_name),
            min(sided.player_name),
            'Unknown #' || cast(min(sided.player_number) as text),
            'Unknown'
        ) as player_name,
        coalesce(
            min(sided.position_code) filter (where sided.source_kind = 'league'),
            min(sided.position_code) filter (where sided.source_kind = 'tracker'),
            min(sided.position_code),
            max(players.position_code)
        ) as position_code,
        coalesce(max(sided.skill_rating), max(players.skill_rating)) as skill_rating,
        coalesce(bool_or(sided.is_substitute), false) as is_substitute,
        bool_or(sided.source_kind in ('league', 'tracker')) as is_rostered,
        bool_or(sided.source_kind = 'league') as is_on_league_roster,
        bool_or(sided.is_tracked) as is_tracked
    from sided
    inner join games on sided.game_id = games.game_id
    left join players on sided.player_id = players.player_id
    where sided.team_venue = sided.chosen_venue
    group by sided.game_id, sided.player_id, sided.team_venue

)

select * from final
