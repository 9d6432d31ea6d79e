-- Fails with every season whose standings have not as many wins as losses, goals for as against, or an odd number of ties.
select season_id
from {{ ref("league_standings") }}
group by season_id
having
    sum(w) <> sum(l) + sum(otl)
    or sum(gf) <> sum(ga)
    or mod(sum(t), 2) <> 0
    or sum(gp) <> sum(w + l + otl + t)
