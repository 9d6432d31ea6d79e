-- Fails with every staged stint that has a clock and somebody on the ice and is not in fact_shifts.
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
        shifts.home_{{ slot }}, shifts.away_{{ slot }}{{ "," if not loop.last }}
        {% endfor %}
    ) is not null
