-- Fails with every goalie and number that its parts do not add up to, or exceed where a part may be unknown.
{% set sums = {
    "shots_against": ["saves", "goals_against"],
    "saves": ["first_period_saves", "second_period_saves", "third_period_saves", "overtime_saves"],
    "goals_against": [
        "first_period_goals_against", "second_period_goals_against", "third_period_goals_against", "overtime_goals_against",
    ],
} %}
{% set limits = {
    "saves": ["even_strength_saves", "short_handed_saves", "power_play_saves"],
    "goals_against": [
        "even_strength_goals_against", "short_handed_goals_against", "power_play_goals_against", "penalty_shot_goals_against",
    ],
    "attempts_against": ["unblocked_attempts_against"],
} %}
with

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }} where {{ in_scope() }}

)

{% for total, parts in sums.items() %}
select
    game_id,
    player_id,
    '{{ total }}' as total
from goalies
where {{ total }} is distinct from {{ parts | join(" + ") }}
union all
{% endfor %}
{% for total, parts in limits.items() %}
select
    game_id,
    player_id,
    '{{ total }}' as total
from goalies
where {{ total }} < {{ parts | join(" + ") }}
{{ "union all" if not loop.last }}
{% endfor %}
