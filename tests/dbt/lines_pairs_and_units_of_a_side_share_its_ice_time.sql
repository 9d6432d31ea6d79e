-- Fails with every game and side whose forward lines, defense pairs and units do not have the same ice time and attempts.
with

totals as (

    select
        game_id,
        venue,
        line_type,
        sum(toi_seconds) as toi_seconds,
        sum(cf) as cf,
        sum(ca) as ca
    from {{ ref("fact_line_combos") }}
    where {{ in_scope() }}
    group by game_id, venue, line_type

)

select
    game_id,
    venue
from totals
group by game_id, venue
having
    count(*) <> 3
    or min(toi_seconds) <> max(toi_seconds)
    or min(cf) <> max(cf)
    or min(ca) <> max(ca)
