-- One row per game and team: result, goals, shots, special teams and team counts, with the opponent's where it matters.
-- Over 100 lines: the columns of the table in the order in which they are published.
{{ config(indexes=[
    {"columns": ["game_id", "team_id"], "unique": true},
    {"columns": ["team_id"]},
]) }}
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

completeness as (

    select * from {{ ref("int_game_completeness") }} where {{ in_scope() }}

),

seasons as (

    select * from {{ ref("stg_league__seasons") }}

),

settings as (

    select * from {{ ref("int_season_settings") }}

),

counts as (

    select * from {{ ref("int_team_game__counts") }}

),

scores as (

    -- the final score: official, else as tracked if the game was tracked to its end; a shootout win is one goal
    select
        counts.game_id,
        counts.team_venue,
        case counts.team_venue when 'home' then games.official_home_goals else games.official_away_goals end as official_goals,
        case
            when games.official_home_goals + games.official_away_goals is not null
                then case counts.team_venue when 'home' then games.official_home_goals else games.official_away_goals end
            when completeness.is_complete
                then counts.goals + case when counts.shootout_goals > opponents.shootout_goals then 1 else 0 end
        end as final_goals
    from counts
    inner join counts as opponents on counts.game_id = opponents.game_id and counts.team_venue <> opponents.team_venue
    inner join games on counts.game_id = games.game_id
    inner join completeness on counts.game_id = completeness.game_id

),

results as (

    select
        scores.game_id,
        scores.team_venue,
        scores.official_goals,
        opponents.official_goals as official_goals_against,
        scores.final_goals,
        opponents.final_goals as final_goals_against,
        {{ game_outcome("scores.final_goals", "opponents.final_goals", "games.decided_in", "games.game_kind") }} as outcome
    from scores
    inner join scores as opponents on scores.game_id = opponents.game_id and scores.team_venue <> opponents.team_venue
    inner join games on scores.game_id = games.game_id

),

-- what a team did, and what its opponent did under the team's name for it
sides as (

    select
        counts.*,
        {% for column, opponents_column in team_game_against().items() %}
        opponents.{{ opponents_column }} as {{ column }},
        {% endfor %}
        opponents.saved_shots as saved_shots_against,
        case when counts.has_saves then counts.noted_saves else opponents.saved_shots end as saves
    from counts
    inner join counts as opponents on counts.game_id = opponents.game_id and counts.team_venue <> opponents.team_venue

),

final as (

    select
        -- keys
        games.game_id,
        case sides.team_venue when 'home' then games.home_team_id else games.away_team_id end as team_id,
        sides.team_venue as venue,
        case sides.team_venue when 'home' then games.away_team_id else games.home_team_id end as opponent_team_id,
        case sides.team_venue when 'home' then games.home_team_name else games.away_team_name end as team_name,
        games.season_id,
        games.game_date,

        -- official
        results.official_goals,
        results.official_goals_against,

        -- reliability
        completeness.is_complete as game_is_complete,
        completeness.toi_reliable,

        -- result
        cast(results.outcome as text) as outcome,
        case
            when games.game_kind = 'regular' then {{ outcome_points("results.outcome", "games.decided_in") }}
        end as standings_points,
        results.final_goals - results.final_goals_against as goal_difference,
        sides.scored_first,
        case
            when results.outcome is not null and sides.goals is not null
                then results.outcome = 'W' and sides.largest_deficit > 0
        end as is_comeback_win,
        case
            when results.outcome is not null and sides.goals is not null
                then results.outcome in ('L', 'OTL') and sides.largest_lead > 0
        end as is_blown_lead,

        -- counts
        {% for needs in team_game_families().values() %}
        {% for columns in needs.values() %}
        {% for column in columns %}
        sides.{{ column }},
        {% endfor %}
        {% endfor %}
        {% endfor %}
        sides.shots as cf,
        sides.unblocked_shots as ff,
        sides.shots_5v5 as cf_5v5,
        sides.saves,
        -- shots on goal against that nobody is noted to have saved, less saves of no noted shot
        sides.saved_shots_against - sides.saves as shots_without_save,

        -- of the opponent
        {% for column in team_game_against() %}
        sides.{{ column }},
        {% endfor %}

        -- ratios
        {{ team_game_ratios("sides") }}
    from sides
    inner join results on sides.game_id = results.game_id and sides.team_venue = results.team_venue
    inner join games on sides.game_id = games.game_id
    inner join completeness on sides.game_id = completeness.game_id
    left join seasons on games.season_id = seasons.season_id
    inner join settings on settings.season_id = coalesce(seasons.season_id, '*')

)

{{ with_build_stamp() }}
