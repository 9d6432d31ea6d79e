-- Fails with every player whose on-ice numbers are not the goals and attempts of the stints he was on the ice for.
{% set measures = {
    "on_ice_gf": ("=", "is_goal"),
    "on_ice_ga": ("<>", "is_goal"),
    "corsi_for": ("=", "is_shot_attempt"),
    "corsi_against": ("<>", "is_shot_attempt"),
    "fenwick_for": ("=", "is_unblocked_attempt"),
    "fenwick_against": ("<>", "is_unblocked_attempt"),
    "on_ice_sf": ("=", "is_shot_on_goal"),
    "on_ice_sa": ("<>", "is_shot_on_goal"),
} %}
with

events as (

    select
        events.shift_key,
        events.venue,
        events.is_goal,
        events.is_shot_attempt,
        events.is_unblocked_attempt,
        events.is_shot_on_goal
    from {{ ref("fact_events") }} as events
    left join {{ ref("fact_events") }} as shots on events.shot_event_key = shots.event_key
    where
        {{ in_scope("events.game_id") }}
        and (events.is_goal or events.is_shot_attempt)
        and not events.is_penalty_shot
        and not coalesce(shots.is_penalty_shot, false)

),

on_ice as (

    select
        players.game_id,
        players.player_id,
        {% for measure, (side, condition) in measures.items() %}
        {{ count_if("events." ~ condition ~ " and events.venue " ~ side ~ " players.venue") }} as {{ measure }}
        {{- "," if not loop.last }}
        {% endfor %}
    from {{ ref("fact_shifts_player") }} as players
    left join events on players.shift_key = events.shift_key
    where {{ in_scope("players.game_id") }} and players.counts_for_player
    group by players.game_id, players.player_id

)

select
    stats.game_id,
    stats.player_id
from {{ ref("fact_player_game_stats") }} as stats
left join on_ice on stats.game_id = on_ice.game_id and stats.player_id = on_ice.player_id
where
    {{ in_scope("stats.game_id") }}
    and stats.toi_seconds is not null
    and (
        {% for measure in measures %}
        stats.{{ measure }} <> coalesce(on_ice.{{ measure }}, 0){{ " or" if not loop.last }}
        {% endfor %}
    )
