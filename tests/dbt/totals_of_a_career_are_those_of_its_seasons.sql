-- Fails with every player whose career is not the sum of his seasons.
with

seasons as (

    select
        player_id,
        sum(gp) as gp,
        sum(points) as points,
        sum(sog) as sog,
        sum(toi_seconds) as toi_seconds
    from {{ ref("fact_player_season_stats") }}
    group by player_id

),

careers as (

    select
        player_id,
        sum(gp) as gp,
        sum(points) as points,
        sum(sog) as sog,
        sum(toi_seconds) as toi_seconds
    from {{ ref("fact_player_career_stats") }}
    group by player_id

)

select coalesce(seasons.player_id, careers.player_id) as player_id
from seasons
full outer join careers on seasons.player_id = careers.player_id
where
    seasons.gp is distinct from careers.gp
    or seasons.points is distinct from careers.points
    or seasons.sog is distinct from careers.sog
    or seasons.toi_seconds is distinct from careers.toi_seconds
