-- Fails with every head-to-head row whose opponent has no row with the same time and the counts turned round.
with

rows_in_scope as (

    select * from {{ ref("fact_h2h") }} where {{ in_scope() }}

)

select
    ours.game_id,
    ours.player_id,
    ours.opponent_id
from rows_in_scope as ours
left join rows_in_scope as theirs
    on
        ours.game_id = theirs.game_id
        and ours.player_id = theirs.opponent_id
        and ours.opponent_id = theirs.player_id
where
    theirs.player_id is null
    or ours.venue = theirs.venue
    or ours.toi_seconds <> theirs.toi_seconds
    {% for a, b in [("gf", "ga"), ("cf", "ca"), ("ff", "fa"), ("xgf", "xga")] %}
    or ours.{{ a }} <> theirs.{{ b }}
    or ours.{{ b }} <> theirs.{{ a }}
    {% endfor %}
