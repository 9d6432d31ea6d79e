-- One row per tracked game: its teams, season and official score, from schedule, export and rosters.
with

events as (

    select * from {{ ref("stg_tracker__events") }} where {{ in_scope() }}

),

shifts as (

    select * from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }}

),

exports as (

    select * from {{ ref("stg_tracker__games") }} where {{ in_scope() }}

),

rosters as (

    select * from {{ ref("stg_league__game_rosters") }} where {{ in_scope() }}

),

schedule as (

    select * from {{ ref("stg_league__schedule") }}

),

teams as (

    select team_name, min(team_id) as team_id from {{ ref("stg_league__teams") }} group by team_name

),

seasons as (

    select * from {{ ref("stg_league__seasons") }}

),

settings as (

    select * from {{ ref("league_settings") }}

),

tracked as (

    select game_id from events
    union
    select game_id from shifts

),

roster_teams as (

    select
        game_id,
        max(team_id) filter (where team_venue = 'home') as home_team_id,
        max(team_id) filter (where team_venue = 'away') as away_team_id,
        max(team_name) filter (where team_venue = 'home') as home_team_name,
        max(team_name) filter (where team_venue = 'away') as away_team_name
    from rosters
    group by game_id

),

named as (

    select
        tracked.game_id,
        schedule.season_id,
        schedule.season,
        schedule.game_date,
        schedule.game_type,
        schedule.decided_in,
        schedule.home_team_id as scheduled_home_team_id,
        schedule.away_team_id as scheduled_away_team_id,
        roster_teams.home_team_id as roster_home_team_id,
        roster_teams.away_team_id as roster_away_team_id,
        coalesce(schedule.home_team_name, roster_teams.home_team_name, exports.home_team_name) as home_team_name,
        coalesce(schedule.away_team_name, roster_teams.away_team_name, exports.away_team_name) as away_team_name,
        schedule.home_goals as official_home_goals,
        schedule.away_goals as official_away_goals,
        schedule.game_id is not null as is_scheduled,
        exports.source_format,
        exports.exported_at,
        coalesce(exports.minor_penalty_minutes, settings.minor_minutes) as minor_penalty_minutes,
        coalesce(exports.major_penalty_minutes, settings.major_minutes) as major_penalty_minutes,
        coalesce(exports.misconduct_penalty_minutes, settings.misconduct_minutes) as misconduct_penalty_minutes
    from tracked
    left join schedule on tracked.game_id = schedule.game_id
    left join seasons on schedule.season_id = seasons.season_id
    inner join settings on settings.league_id = {{ league_settings_id("seasons.league_id") }}
    left join exports on tracked.game_id = exports.game_id
    left join roster_teams on tracked.game_id = roster_teams.game_id

),

final as (

    select
        named.game_id,
        named.season_id,
        named.season,
        named.game_date,
        named.game_type,
        named.decided_in,
        coalesce(named.scheduled_home_team_id, named.roster_home_team_id, home_teams.team_id, named.home_team_name, 'home')
            as home_team_id,
        coalesce(named.scheduled_away_team_id, named.roster_away_team_id, away_teams.team_id, named.away_team_name, 'away')
            as away_team_id,
        coalesce(named.home_team_name, 'home') as home_team_name,
        coalesce(named.away_team_name, 'away') as away_team_name,
        named.official_home_goals,
        named.official_away_goals,
        named.is_scheduled,
        named.source_format,
        named.exported_at,
        named.minor_penalty_minutes,
        named.major_penalty_minutes,
        named.misconduct_penalty_minutes
    from named
    left join teams as home_teams on named.home_team_name = home_teams.team_name
    left join teams as away_teams on named.away_team_name = away_teams.team_name

)

select * from final
