select game_id, count(*) as goals, {{ 1 + 1 }} as shots from staging group by game_id
