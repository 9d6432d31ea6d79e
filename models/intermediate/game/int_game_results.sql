-- One row per side of a game with a result: goals for and against, and whether it was won, lost, tied or lost after regulation.
-- The score is the official one; of a game without, the tracked one if the tracking covers it.
-- Over 100 lines: games of the schedule and games that it lacks list the same columns, and so do both sides.
{{ config(materialized="ephemeral") }}
with

schedule as (

    select * from {{ ref("stg_league__schedule") }}

),

tracked_games as (

    select * from {{ ref("int_games") }}

),

accuracy as (

    select * from {{ ref("qa_goal_accuracy") }}

),

completeness as (

    select * from {{ ref("qa_data_completeness") }}

),

tracked as (

    -- by team: a tracking may have home and away the other way round
    select
        accuracy.game_id,
        accuracy.team_id,
        accuracy.tracked_final_goals as goals
    from accuracy
    inner join completeness on accuracy.game_id = completeness.game_id
    where completeness.is_complete

),

games as (

    select
        schedule.game_id,
        schedule.season_id,
        schedule.game_kind,
        schedule.game_date,
        schedule.game_time,
        -- a team without an id is the one that the tracked game has, else goes by its name
        {% for venue, other in [("home", "away"), ("away", "home")] %}
        coalesce(
            schedule.{{ venue }}_team_id,
            case
                when tracked_games.is_venue_swapped then tracked_games.{{ other }}_team_id
                else tracked_games.{{ venue }}_team_id
            end,
            schedule.{{ venue }}_team_name
        ) as {{ venue }}_team_id,
        coalesce(
            schedule.{{ venue }}_team_name,
            case
                when tracked_games.is_venue_swapped then tracked_games.{{ other }}_team_name
                else tracked_games.{{ venue }}_team_name
            end
        ) as {{ venue }}_team_name,
        {% endfor %}
        schedule.decided_in,
        schedule.home_goals,
        schedule.away_goals
    from schedule
    left join tracked_games on schedule.game_id = tracked_games.game_id
    union all
    select
        game_id,
        season_id,
        game_kind,
        game_date,
        null as game_time,
        home_team_id,
        home_team_name,
        away_team_id,
        away_team_name,
        decided_in,
        null as home_goals,
        null as away_goals
    from tracked_games
    where not is_scheduled

),

scored as (

    select
        games.game_id,
        games.season_id,
        games.game_kind as game_type,
        games.game_date,
        games.game_time,
        games.home_team_id,
        games.away_team_id,
        games.home_team_name,
        games.away_team_name,
        games.decided_in,
        case when games.home_goals + games.away_goals is null then 'tracked' else 'official' end as score_source,
        case when games.home_goals + games.away_goals is null then tracked_home.goals else games.home_goals end as home_goals,
        case when games.home_goals + games.away_goals is null then tracked_away.goals else games.away_goals end as away_goals
    from games
    left join tracked as tracked_home
        on games.game_id = tracked_home.game_id and games.home_team_id = tracked_home.team_id
    left join tracked as tracked_away
        on games.game_id = tracked_away.game_id and games.away_team_id = tracked_away.team_id

),

sides as (

    select
        scored.*,
        'home' as venue,
        home_team_id as team_id,
        home_team_name as team_name,
        away_team_id as opponent_team_id,
        home_goals as goals_for,
        away_goals as goals_against
    from scored
    union all
    select
        scored.*,
        'away' as venue,
        away_team_id as team_id,
        away_team_name as team_name,
        home_team_id as opponent_team_id,
        away_goals as goals_for,
        home_goals as goals_against
    from scored

),

final as (

    select
        game_id,
        season_id,
        game_type,
        game_date,
        game_time,
        venue,
        team_id,
        team_name,
        opponent_team_id,
        decided_in,
        score_source,
        goals_for,
        goals_against,
        {{ game_outcome("goals_for", "goals_against", "decided_in", "game_type") }} as result
    from sides
    where team_id is not null and opponent_team_id is not null and goals_for is not null and goals_against is not null

)

select * from final
