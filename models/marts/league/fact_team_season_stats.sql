-- One row per season, game type and team: totals of its tracked games, and ratios made of the totals.
{{ config(
    materialized="incremental",
    incremental_strategy="replace_entities",
    indexes=[
        {"columns": ["team_id", "season_id", "game_type"], "unique": true},
        {"columns": ["season_id", "game_type"]},
    ],
) }}
-- depends_on: {{ ref('int_metric_entities') }}, which the strategy asks whose rows to replace
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ season_in_scope("team_id") }}

),

accuracy as not materialized (

    select * from {{ ref("qa_goal_accuracy") }}

),

games as (

    select * from {{ ref("int_games") }}

),

team_games as (

    select
        teams.*,
        games.game_kind as game_type,
        coalesce(teams.official_goals, accuracy.tracked_final_goals) as used_goals,
        coalesce(teams.official_goals_against, opponents.tracked_final_goals) as used_goals_against
    from teams
    inner join accuracy on teams.game_id = accuracy.game_id and teams.venue = accuracy.venue
    inner join accuracy as opponents on teams.game_id = opponents.game_id and teams.venue <> opponents.venue
    inner join games on teams.game_id = games.game_id
    where games.decided_in is distinct from 'FORFEIT'

),

{% set sums = team_season_sums() -%}
totals as (

    select
        season_id,
        game_type,
        team_id,
        min(team_name) as team_name,

        -- games
        cast(count(*) as integer) as gp,
        {{ count_if("toi_reliable") }} as toi_gp,
        {{ count_if("game_is_complete") }} as complete_gp,

        -- goals
        {{ points_source("count(official_goals)", "count(*)") }} as points_source,
        cast(sum(used_goals) as integer) as goals,
        cast(sum(used_goals_against) as integer) as goals_against,
        cast(sum(goals) as integer) as tracked_goals,
        cast(sum(goals_against) as integer) as tracked_goals_against,
        cast(sum(official_goals) as integer) as official_goals,
        cast(sum(official_goals_against) as integer) as official_goals_against,

        -- from all games
        {% for column in sums["all"] %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        cast(sum(xgf) as numeric(10, 4)) as xgf,
        cast(sum(xga) as numeric(10, 4)) as xga,

        -- from games with reliable ice times
        {% for column in sums["ice_time"] %}
        cast(sum({{ column }}) filter (where toi_reliable) as integer) as {{ column }},
        {% endfor %}
        {% for column in sums["ice_time_values"] %}
        cast(sum({{ column }}) filter (where toi_reliable) as numeric(12, 4)) as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from team_games
    group by season_id, game_type, team_id

),

final as (

    select
        totals.*,
        {{ team_season_ratios() }}
    from totals

)

select * from final
