select g.*, round(100.0 * g.goals / (g.shots + p.posts), 2) as shooting_pct
from {{ ref("int_games") }} as g
left join {{ ref("posts") }} as p on g.game_id = p.game_id
