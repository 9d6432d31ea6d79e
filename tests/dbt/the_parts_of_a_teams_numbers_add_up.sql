-- Fails with every team and number that its parts do not add up to; goals no stint is known of have no situation.
{% set sums = {
    "goals": [
        ["first_period_goals", "second_period_goals", "third_period_goals", "overtime_goals"],
        ["even_strength_goals", "power_play_goals", "shorthanded_goals", "penalty_shot_goals", "unknown_situation_goals"],
    ],
    "shots": [["sog", "shots_missed", "shots_blocked"], ["unblocked_shots", "shots_blocked"], ["cf"]],
    "ff": [["unblocked_shots"]],
    "sog": [["first_period_sog", "second_period_sog", "third_period_sog", "overtime_sog"]],
    "toi_seconds": [[
        "toi_even_seconds", "toi_power_play_seconds", "toi_short_handed_seconds",
        "toi_empty_net_for_seconds", "toi_empty_net_against_seconds",
    ]],
} %}
with

unknown as (

    select game_id, venue, count(*) as goals
    from {{ ref("fact_events") }}
    where {{ in_scope() }} and is_goal and not is_penalty_shot and situation is null
    group by game_id, venue

),

scoring_penalty_shots as (

    -- a goal is a penalty shot by its own detail or by its shot's
    select goals.game_id, goals.venue, count(*) as goals
    from {{ ref("fact_events") }} as goals
    inner join {{ ref("fact_events") }} as shots on goals.shot_event_key = shots.event_key
    where
        {{ in_scope("goals.game_id") }}
        and goals.is_goal
        and shots.is_penalty_shot
        and not goals.is_penalty_shot
        and goals.situation is null
    group by goals.game_id, goals.venue

),

teams as (

    select
        stats.*,
        coalesce(unknown.goals, 0) - coalesce(scoring_penalty_shots.goals, 0) as unknown_situation_goals
    from {{ ref("fact_team_game_stats") }} as stats
    left join unknown on stats.game_id = unknown.game_id and stats.venue = unknown.venue
    left join scoring_penalty_shots
        on stats.game_id = scoring_penalty_shots.game_id and stats.venue = scoring_penalty_shots.venue
    where {{ in_scope("stats.game_id") }}

)

{% for total, splits in sums.items() %}
{% set last_total = loop.last %}
{% for parts in splits %}
select
    game_id,
    team_id,
    '{{ total }}' as total,
    '{{ parts | join(" + ") }}' as parts
from teams
where {{ total }} is distinct from {{ parts | join(" + ") }}
{{ "union all" if not (last_total and loop.last) }}
{% endfor %}
{% endfor %}
