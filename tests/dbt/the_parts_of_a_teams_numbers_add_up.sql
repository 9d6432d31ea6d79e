-- Fails with every team and number that its parts do not add up to, or exceed where a part may be unknown; goals no stint is
-- known of have no situation.
{% set sums = {
    "goals": [
        ["first_period_goals", "second_period_goals", "third_period_goals", "overtime_goals"],
        ["even_strength_goals", "power_play_goals", "shorthanded_goals", "penalty_shot_goals", "unknown_situation_goals"],
    ],
    "shots": [
        ["sog", "shots_missed", "shots_blocked"],
        ["unblocked_shots", "shots_blocked"],
        ["cf"],
        ["first_period_shots", "second_period_shots", "third_period_shots", "overtime_shots"],
        ["shots_leading", "shots_tied", "shots_trailing"],
    ],
    "ff": [["unblocked_shots"]],
    "sog": [["first_period_sog", "second_period_sog", "third_period_sog", "overtime_sog"]],
    "xgf": [["first_period_xgf", "second_period_xgf", "third_period_xgf", "overtime_xgf"]],
    "toi_seconds": [
        [
            "toi_even_seconds", "toi_power_play_seconds", "toi_short_handed_seconds",
            "toi_empty_net_for_seconds", "toi_empty_net_against_seconds",
        ],
        ["toi_leading_seconds", "toi_tied_seconds", "toi_trailing_seconds"],
    ],
} %}
{# parts that leave out what nobody knows the kind of #}
{% set limits = {
    "fo_wins": [["fo_wins_oz", "fo_wins_nz", "fo_wins_dz"]],
    "fo_losses": [["fo_losses_oz", "fo_losses_nz", "fo_losses_dz"]],
    "hits": [["hits_oz", "hits_nz", "hits_dz"]],
    "giveaways": [["giveaways_bad", "giveaways_neutral"], ["giveaways_oz", "giveaways_nz", "giveaways_dz"]],
    "takeaways": [["takeaways_oz", "takeaways_nz", "takeaways_dz"]],
    "pass_attempts": [["pass_completed", "passes_missed", "own_passes_deflected", "own_passes_intercepted"]],
    "zone_entry_attempts": [["zone_entries"]],
    "zone_entries": [["zone_entry_carry", "zone_entry_pass", "zone_entry_dump"], ["zone_entries_controlled"]],
    "zone_exit_attempts": [["zone_exits"]],
    "zone_exits": [["zone_exit_carry", "zone_exit_pass", "zone_exit_dump", "zone_exit_clear"], ["zone_exits_controlled"]],
    "zone_keepin_attempts": [["zone_keepins"]],
    "possessions": [["retrievals", "regroups", "breakaways"]],
    "penalties": [["minor_penalties", "bench_minor_penalties", "major_penalties", "misconducts"]],
    "minor_penalties": [["double_minor_penalties"]],
    "pim": [["bench_pim"]],
    "shots": [["power_play_shots", "shorthanded_shots", "shots_5v5", "penalty_shots"]],
    "shots_blocked": [["shots_blocked_by_team_mate"]],
    "shots_5v5": [["ff_5v5"]],
    "ff_5v5": [["sf_5v5"]],
    "sf_5v5": [["gf_5v5"]],
    "unblocked_shots": [["high_danger_shots", "medium_danger_shots", "low_danger_shots"], ["scoring_chances"]],
    "scoring_chances": [["high_danger_chances"]],
    "rebound_shots": [["rebound_goals"]],
    "rush_shots": [["rush_goals"]],
    "breakaway_shots": [["breakaway_goals"]],
    "xgf": [["xgf_flurry_adjusted"], ["xgf_5v5", "power_play_xgf", "shorthanded_xgf"]],
    "toi_even_seconds": [["toi_5v5_seconds", "toi_4v4_seconds", "toi_3v3_seconds"]],
    "toi_power_play_seconds": [["toi_5v4_seconds", "toi_5v3_seconds", "toi_4v3_seconds"]],
    "toi_short_handed_seconds": [["toi_4v5_seconds", "toi_3v5_seconds", "toi_3v4_seconds"]],
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
        case
            when stats.goals is not null then coalesce(unknown.goals, 0) - coalesce(scoring_penalty_shots.goals, 0)
        end as unknown_situation_goals
    from {{ ref("fact_team_game_stats") }} as stats
    left join unknown on stats.game_id = unknown.game_id and stats.venue = unknown.venue
    left join scoring_penalty_shots
        on stats.game_id = scoring_penalty_shots.game_id and stats.venue = scoring_penalty_shots.venue
    where {{ in_scope("stats.game_id") }}

)

{{ rows_that_do_not_add_up("teams", "team_id", sums, limits) }}
