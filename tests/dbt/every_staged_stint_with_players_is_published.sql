-- Fails with every staged stint that has a clock and a player on the ice and is not in fact_shifts. A 0 may be no player, and a
-- shootout is no ice time.
{% set slots = ["1", "2", "3", "4", "5", "6", "goalie"] %}
select shifts.shift_key
from {{ ref("stg_tracker__shifts") }} as shifts
left join {{ ref("fact_shifts") }} as published on shifts.shift_key = published.shift_key
where
    {{ in_scope("shifts.game_id") }}
    and published.shift_key is null
    and shifts.period is not null
    and shifts.start_clock_seconds is not null
    and shifts.end_clock_seconds is not null
    and coalesce(
        {% for slot in slots %}
        nullif(shifts.home_{{ slot }}, 0), nullif(shifts.away_{{ slot }}, 0){{ "," if not loop.last }}
        {% endfor %}
    ) is not null
    and not exists (
        select from {{ ref("int_events") }} as events
        where events.game_id = shifts.game_id and events.period = shifts.period and events.period > 2 and not events.is_marker
        having bool_and(events.is_shootout)
    )
