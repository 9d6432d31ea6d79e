-- One row per game: a game without a goal is not complete.
select
    game_id,
    bool_or(event_type = 'Goal') as is_complete,
    true as toi_reliable,
    'no goal' as reasons
from {{ ref("fact_events") }}
where {{ in_scope() }}
group by game_id
