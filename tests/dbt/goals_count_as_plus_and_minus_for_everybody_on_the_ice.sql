-- Fails with every team whose players' plus or minus is not, over all goals, the players it had on the ice: but not for a
-- penalty shot, and not when the scorers had more players on the ice, goalies counted, by a penalty that was not over yet.
with

goals as (

    select
        events.event_key,
        events.game_id,
        events.venue,
        events.shift_key
    from {{ ref("fact_events") }} as events
    inner join {{ ref("fact_shifts") }} as shifts on events.shift_key = shifts.shift_key
    left join {{ ref("fact_events") }} as shots on events.shot_event_key = shots.event_key
    left join {{ ref("int_goals_at_expiry") }} as at_expiry on events.event_key = at_expiry.event_key
    where
        {{ in_scope("events.game_id") }}
        and events.is_goal
        and not events.is_penalty_shot
        and not coalesce(shots.is_penalty_shot, false)
        and (
            at_expiry.event_key is not null
            or least(shifts.home_skaters + case when shifts.is_home_net_empty then 0 else 1 end, 6)
            * case events.venue when 'home' then 1 else -1 end
            <= least(shifts.away_skaters + case when shifts.is_away_net_empty then 0 else 1 end, 6)
            * case events.venue when 'home' then 1 else -1 end
        )

),

on_ice as (

    select
        players.game_id,
        players.venue,
        {{ count_if("players.venue = goals.venue") }} as plus_goals,
        {{ count_if("players.venue <> goals.venue") }} as minus_goals
    from goals
    inner join {{ ref("fact_shifts_player") }} as players on goals.shift_key = players.shift_key
    where players.counts_for_player
    group by players.game_id, players.venue

),

stats as (

    select game_id, venue, coalesce(sum(plus_goals), 0) as plus_goals, coalesce(sum(minus_goals), 0) as minus_goals
    from {{ ref("fact_player_game_stats") }}
    where {{ in_scope() }}
    group by game_id, venue

)

select
    stats.game_id,
    stats.venue,
    stats.plus_goals,
    on_ice.plus_goals as plus_on_ice,
    stats.minus_goals,
    on_ice.minus_goals as minus_on_ice
from stats
left join on_ice on stats.game_id = on_ice.game_id and stats.venue = on_ice.venue
where stats.plus_goals <> coalesce(on_ice.plus_goals, 0) or stats.minus_goals <> coalesce(on_ice.minus_goals, 0)
