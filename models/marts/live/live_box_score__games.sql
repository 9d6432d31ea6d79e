-- One row per game with staged events or shifts: its teams and the minutes of its penalties, from schedule, rosters and export.
{{ config(materialized="ephemeral", contract={"enforced": false}) }}
with

tracked as (

    -- by the key of the games, so that the planner knows them to be one row each
    select
        inputs.game_id,
        inputs.changed_at as last_change_at
    from {{ ref("stg_bookkeeping__game_inputs") }} as inputs
    where
        exists (select 1 from {{ ref("stg_tracker__events") }} as events where events.game_id = inputs.game_id)
        or exists (select 1 from {{ ref("stg_tracker__shifts") }} as shifts where shifts.game_id = inputs.game_id)

),

exports as not materialized (

    select * from {{ ref("stg_tracker__games") }}

),

roster_teams as (

    select
        game_id,
        mode() within group (order by team_id) filter (where team_venue = 'home') as home_team_id,
        mode() within group (order by team_id) filter (where team_venue = 'away') as away_team_id,
        mode() within group (order by team_name) filter (where team_venue = 'home') as home_team_name,
        mode() within group (order by team_name) filter (where team_venue = 'away') as away_team_name
    from {{ ref("stg_league__game_rosters") }}
    group by game_id

),

sided as (

    -- the export decides which team is home in the tracking
    select
        schedule.*,
        coalesce(
            exports.home_team_name = schedule.away_team_name and exports.away_team_name = schedule.home_team_name, false
        ) as is_swapped
    from {{ ref("stg_league__schedule") }} as schedule
    left join exports on schedule.game_id = exports.game_id

),

schedule as (

    select
        game_id,
        season_id,
        {% for column in ["team_id", "team_name"] %}
        case when is_swapped then away_{{ column }} else home_{{ column }} end as home_{{ column }},
        case when is_swapped then home_{{ column }} else away_{{ column }} end as away_{{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from sided

),

seasons as (

    select * from {{ ref("stg_league__seasons") }}

),

settings as (

    select * from {{ ref("int_season_settings") }}

),

final as (

    select
        tracked.game_id,
        tracked.last_change_at,
        coalesce(schedule.home_team_id, roster_teams.home_team_id, exports.home_team_name, 'home') as home_team_id,
        coalesce(schedule.away_team_id, roster_teams.away_team_id, exports.away_team_name, 'away') as away_team_id,
        coalesce(schedule.home_team_name, roster_teams.home_team_name, exports.home_team_name, 'home') as home_team_name,
        coalesce(schedule.away_team_name, roster_teams.away_team_name, exports.away_team_name, 'away') as away_team_name,
        coalesce(exports.minor_penalty_minutes, settings.minor_minutes) as minor_penalty_minutes,
        coalesce(exports.major_penalty_minutes, settings.major_minutes) as major_penalty_minutes,
        coalesce(exports.misconduct_penalty_minutes, settings.misconduct_minutes) as misconduct_penalty_minutes
    from tracked
    left join schedule on tracked.game_id = schedule.game_id
    left join roster_teams on tracked.game_id = roster_teams.game_id
    left join exports on tracked.game_id = exports.game_id
    left join seasons on schedule.season_id = seasons.season_id
    inner join settings on settings.season_id = coalesce(seasons.season_id, '*')

)

select * from final
