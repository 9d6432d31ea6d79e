-- One row per game with staged events or shifts, built or not: its teams, season and official score, from schedule, export and
-- rosters. int_games holds those that are built; live views read it as it is.
-- Over 100 lines: one definition of a game for builds and live views; most lines are columns.
{{ config(materialized="view") }}
with

inputs as (

    select * from {{ ref("stg_ops__game_inputs") }}

),

events as not materialized (

    select * from {{ ref("stg_tracker__events") }}

),

shifts as not materialized (

    select * from {{ ref("stg_tracker__shifts") }}

),

exports as not materialized (

    select * from {{ ref("stg_tracker__games") }}

),

rosters as not materialized (

    select * from {{ ref("stg_league__game_rosters") }}

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

    select * from {{ ref("int_season_settings") }}

),

tracked as (

    -- by the key of the games, so that the planner knows them to be one row each
    select
        inputs.game_id,
        inputs.changed_at as last_change_at
    from inputs
    where
        exists (select 1 from events where events.game_id = inputs.game_id)
        or exists (select 1 from shifts where shifts.game_id = inputs.game_id)

),

sided as (

    -- which team is home in the tracking, where it has them the other way round than the schedule: the export says it, else the
    -- sweater numbers do
    select
        schedule.*,
        coalesce(
            exports.home_team_name = schedule.away_team_name and exports.away_team_name = schedule.home_team_name, false
        )
        or numbers.are_swapped as is_swapped
    from schedule
    left join exports on schedule.game_id = exports.game_id
    cross join lateral (
        select {{ numbers_fit_the_other_side() }} as are_swapped
        from {{ numbers_on_rosters("schedule") }}
        -- an export that names a team of the schedule is not contradicted
        where coalesce(exports.home_team_name not in (schedule.home_team_name, schedule.away_team_name), true)
    ) as numbers

),

oriented as (

    select
        game_id,
        season_id,
        season,
        game_date,
        game_type,
        game_kind,
        decided_in,
        regulation_periods,
        period_length_seconds,
        overtime_length_seconds,
        is_swapped,
        {% for column in ["team_id", "team_name", "goals"] %}
        case when is_swapped then away_{{ column }} else home_{{ column }} end as home_{{ column }},
        case when is_swapped then home_{{ column }} else away_{{ column }} end as away_{{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from sided

),

named as (

    select
        tracked.game_id,
        tracked.last_change_at,
        oriented.season_id,
        oriented.season,
        oriented.game_date,
        oriented.game_type,
        coalesce(oriented.game_kind, 'regular') as game_kind,
        oriented.decided_in,
        coalesce(oriented.regulation_periods, settings.regulation_periods) as regulation_periods,
        coalesce(oriented.period_length_seconds, settings.period_length_seconds) as period_length_seconds,
        coalesce(oriented.overtime_length_seconds, settings.overtime_length_seconds) as overtime_length_seconds,
        oriented.home_team_id as scheduled_home_team_id,
        oriented.away_team_id as scheduled_away_team_id,
        roster_teams.home_team_id as roster_home_team_id,
        roster_teams.away_team_id as roster_away_team_id,
        coalesce(oriented.home_team_name, roster_teams.home_team_name, exports.home_team_name) as home_team_name,
        coalesce(oriented.away_team_name, roster_teams.away_team_name, exports.away_team_name) as away_team_name,
        oriented.home_goals as official_home_goals,
        oriented.away_goals as official_away_goals,
        oriented.game_id is not null as is_scheduled,
        coalesce(oriented.is_swapped, false) as is_venue_swapped,
        exports.source_format,
        exports.exported_at,
        coalesce(exports.minor_penalty_minutes, settings.minor_minutes) as minor_penalty_minutes,
        coalesce(exports.major_penalty_minutes, settings.major_minutes) as major_penalty_minutes,
        coalesce(exports.misconduct_penalty_minutes, settings.misconduct_minutes) as misconduct_penalty_minutes
    from tracked
    left join oriented on tracked.game_id = oriented.game_id
    left join seasons on oriented.season_id = seasons.season_id
    inner join settings on settings.season_id = coalesce(seasons.season_id, '*')
    left join exports on tracked.game_id = exports.game_id
    -- the team of most rows: some may stand on the wrong side. Per game: a grouping of all rosters would not know which is asked for
    left join lateral (
        select
            mode() within group (order by team_id) filter (where team_venue = 'home') as home_team_id,
            mode() within group (order by team_id) filter (where team_venue = 'away') as away_team_id,
            mode() within group (order by team_name) filter (where team_venue = 'home') as home_team_name,
            mode() within group (order by team_name) filter (where team_venue = 'away') as away_team_name
        from rosters
        where rosters.game_id = tracked.game_id
    ) as roster_teams on true

),

identified as (

    select
        named.*,
        away_teams.team_id as named_away_team_id,
        coalesce(named.scheduled_home_team_id, named.roster_home_team_id, home_teams.team_id, named.home_team_name, 'home')
            as home_team_id
    from named
    left join teams as home_teams on named.home_team_name = home_teams.team_name
    left join teams as away_teams on named.away_team_name = away_teams.team_name

),

final as (

    select
        identified.game_id,
        identified.season_id,
        identified.season,
        identified.game_date,
        identified.game_type,
        identified.game_kind,
        identified.decided_in,
        identified.regulation_periods,
        identified.period_length_seconds,
        identified.overtime_length_seconds,
        identified.home_team_id,
        -- two halves of one team are two sides
        coalesce(
            {% for column in ["scheduled_away_team_id", "roster_away_team_id", "named_away_team_id", "away_team_name"] %}
            nullif(identified.{{ column }}, identified.home_team_id),
            {% endfor %}
            'away'
        ) as away_team_id,
        coalesce(identified.home_team_name, 'home') as home_team_name,
        coalesce(identified.away_team_name, 'away') as away_team_name,
        identified.official_home_goals,
        identified.official_away_goals,
        identified.is_scheduled,
        identified.is_venue_swapped,
        identified.source_format,
        identified.exported_at,
        identified.minor_penalty_minutes,
        identified.major_penalty_minutes,
        identified.misconduct_penalty_minutes,
        identified.last_change_at
    from identified

)

select * from final
