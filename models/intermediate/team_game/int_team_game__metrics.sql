-- One row per team in scope and game of it, whatever game is built: what its metrics are made of.
{{ config(materialized="ephemeral") }}
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ entity_in_scope("team_id") }}

),

games as (

    select * from {{ ref("int_games") }}

),

accuracy as not materialized (

    select * from {{ ref("qa_goal_accuracy") }}

),

final as (

    select
        teams.team_id as entity_id,
        teams.game_id,
        teams.game_date,
        teams.season_id,
        games.game_kind as game_type,

        -- the final score, a shootout's winner with his goal
        coalesce(teams.official_goals, own.tracked_final_goals) as used_goals,
        coalesce(teams.official_goals_against, other.tracked_final_goals) as used_goals_against,

        -- counts
        teams.goals_against as tracked_goals_against,
        {% for column in ["goals", "power_play_goals", "sog", "sog_against", "cf", "ca", "ff", "fa", "xgf", "xga", "pim", "hits",
                          "fo_wins", "fo_losses"] %}
        teams.{{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from teams
    inner join games on teams.game_id = games.game_id
    inner join accuracy as own on teams.game_id = own.game_id and teams.venue = own.venue
    inner join accuracy as other on teams.game_id = other.game_id and teams.venue <> other.venue
    where games.decided_in is distinct from 'FORFEIT'

)

select * from final
