-- Fails with every team whose periods do not add up to its game, and whose minutes and attempts do not lead to the same numbers.
with

periods as (

    select
        game_id,
        team_id,
        sum(goals) as goals,
        sum(goals_against) as goals_against,
        sum(shots) as shots,
        sum(sog) as sog,
        sum(xgf) as xgf,
        sum(fo_wins) as fo_wins,
        sum(fo_losses) as fo_losses,
        sum(hits) as hits,
        sum(takeaways) as takeaways,
        sum(penalties) as penalties
    from {{ ref("fact_team_period_stats") }}
    where {{ in_scope() }}
    group by game_id, team_id

),

minutes as (

    select
        game_id,
        sum(home_goals) as home_goals,
        sum(away_goals) as away_goals,
        sum(home_xg) as home_xg
    from {{ ref("fact_game_momentum") }}
    where {{ in_scope() }}
    group by game_id

),

unclocked as (

    -- what has no clock is in no minute
    select
        game_id,
        count(*) filter (where is_goal and venue = 'home') as home_goals,
        count(*) filter (where is_goal and venue = 'away') as away_goals,
        coalesce(sum(xg) filter (where venue = 'home'), 0) as home_xg
    from {{ ref("fact_events") }}
    where {{ in_scope() }} and clock_seconds is null
    group by game_id

),

flow as (

    select
        game_id,
        max(home_shots) as home_shots,
        max(home_xg) as home_xg
    from {{ ref("fact_game_flow") }}
    where {{ in_scope() }}
    group by game_id

)

select
    games.game_id,
    games.team_id
from {{ ref("fact_team_game_stats") }} as games
left join periods on games.game_id = periods.game_id and games.team_id = periods.team_id
left join minutes on games.game_id = minutes.game_id
left join unclocked on games.game_id = unclocked.game_id
left join flow on games.game_id = flow.game_id
where
    {{ in_scope("games.game_id") }}
    and games.game_id not in {{ games_with_unknown_periods() }}
    and (
        (
            games.venue = 'home'
            and (
                minutes.home_goals + coalesce(unclocked.home_goals, 0) <> games.goals
                or minutes.away_goals + coalesce(unclocked.away_goals, 0) <> games.goals_against
                or minutes.home_xg + coalesce(unclocked.home_xg, 0) <> games.xgf
                or coalesce(flow.home_shots, 0) <> games.shots
                or coalesce(flow.home_xg, 0) <> games.xgf
            )
        )
        {% for column in ["goals", "goals_against", "shots", "sog", "xgf", "fo_wins", "fo_losses", "hits", "takeaways",
                          "penalties"] %}
        or coalesce(periods.{{ column }}, 0) <> coalesce(games.{{ column }}, 0)
        {% endfor %}
    )
