-- Fails with every player and number that its parts do not add up to; all of them are NULL where the game lacks the input.
{% set sums = {
    "goals": [
        ["even_strength_goals", "power_play_goals", "shorthanded_goals", "penalty_shot_goals", "unknown_situation_goals"],
        ["goals_leading", "goals_trailing", "goals_tied"],
    ],
    "assists": [["primary_assists", "secondary_assists"]],
    "points": [
        ["goals", "assists"],
        ["first_period_points", "second_period_points", "third_period_points", "overtime_points"],
    ],
    "shots": [
        ["sog", "shots_missed", "shots_blocked", "shots_blocked_by_team_mate"],
        ["unblocked_shots", "shots_blocked", "shots_blocked_by_team_mate"],
        ["even_strength_shots", "power_play_shots", "shorthanded_shots", "penalty_shot_shots", "unknown_situation_shots"],
        ["shots_leading", "shots_trailing", "shots_tied"],
        ["first_period_shots", "second_period_shots", "third_period_shots", "overtime_shots"],
    ],
    "sog": [
        ["even_strength_sog", "power_play_sog", "shorthanded_sog", "penalty_shot_sog", "unknown_situation_sog"],
        ["sog_leading", "sog_trailing", "sog_tied"],
    ],
    "times_attacked": [["times_attacked_successfully", "times_attacked_unsuccessfully"]],
    "fo_total": [["fo_wins", "fo_losses"]],
    "zone_entries": [["zone_entries_controlled", "zone_entries_uncontrolled"]],
    "zone_exits": [["zone_exits_controlled", "zone_exits_uncontrolled"]],
    "toi_seconds": [
        ["playing_toi_seconds", "stoppage_seconds"],
        [
            "toi_even_seconds", "toi_power_play_seconds", "toi_short_handed_seconds",
            "toi_empty_net_for_seconds", "toi_empty_net_against_seconds",
        ],
        ["first_period_toi_seconds", "second_period_toi_seconds", "third_period_toi_seconds", "overtime_toi_seconds"],
    ],
} %}
with

players as (

    select * from {{ ref("fact_player_game_stats") }} where {{ in_scope() }}

)

{{ rows_that_do_not_add_up("players", "player_id", sums) }}
