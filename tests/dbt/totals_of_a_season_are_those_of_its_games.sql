-- Fails with every season whose players' totals are not those of their games, unless a game's totals are still to be written.
with

games as (

    select
        season_id,
        sum(goals) as tracked_goals,
        sum(coalesce(official_goals, goals)) as goals,
        sum(shots) as shots,
        sum(toi_seconds) filter (where toi_reliable and toi_seconds > 0) as toi_seconds,
        sum(corsi_for) filter (where toi_reliable and game_is_complete and toi_seconds > 0) as corsi_for
    from {{ ref("fact_player_game_stats") }}
    where game_id not in (
        select forfeits.game_id from {{ ref("int_games") }} as forfeits where forfeits.decided_in = 'FORFEIT'
    )
    group by season_id

),

totals as (

    select
        season_id,
        sum(tracked_goals) as tracked_goals,
        sum(goals) as goals,
        sum(shots) as shots,
        sum(toi_seconds) as toi_seconds,
        sum(corsi_for) as corsi_for
    from {{ ref("fact_player_season_stats") }}
    group by season_id

)

select coalesce(games.season_id, totals.season_id) as season_id
from games
full outer join totals on coalesce(games.season_id, '') = coalesce(totals.season_id, '')
where
    not exists (select from ops.game_builds as builds where builds.totals_due)
    and (
        games.tracked_goals is distinct from totals.tracked_goals
        or games.goals is distinct from totals.goals
        or games.shots is distinct from totals.shots
        or games.toi_seconds is distinct from totals.toi_seconds
        or games.corsi_for is distinct from totals.corsi_for
    )
