-- Fails with every side whose skaters' ice time, set against its mean, does not average to 1 (rounded to three digits each).
select
    game_id,
    team_id,
    avg(toi_vs_team_avg) as average
from {{ ref("fact_player_game_stats") }}
where {{ in_scope() }}
group by game_id, team_id
having abs(avg(toi_vs_team_avg) - 1) > 0.001
