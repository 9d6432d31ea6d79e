-- Fails with every player and number that is greater than the number it is a part of.
{% set wholes = {
    "sog": ["goals", "rebound_goals"],
    "unblocked_shots": [
        "scoring_chances", "high_danger_chances", "shots_high_danger + shots_medium_danger + shots_low_danger",
    ],
    "shots": ["rebound_shots", "rush_shots"],
    "goals": ["clutch_goals", "game_winning_goals", "first_goals", "overtime_goals", "empty_net_goals_for"],
    "pass_attempts": [
        "pass_completed + passes_missed + own_passes_deflected + own_passes_intercepted", "stretch_passes",
    ],
    "times_pass_target": [
        "passes_received_successful + passes_received_unsuccessful", "times_target_oz + times_target_nz + times_target_dz",
    ],
    "fo_wins": ["fo_wins_oz + fo_wins_nz + fo_wins_dz"],
    "fo_losses": ["fo_losses_oz + fo_losses_nz + fo_losses_dz"],
    "zone_entry_attempts": ["zone_entries"],
    "zone_exit_attempts": ["zone_exits"],
    "zone_keepin_attempts": ["zone_keepins"],
    "giveaways": ["giveaways_bad + giveaways_neutral", "turnovers_oz + turnovers_nz + turnovers_dz"],
    "puck_battles": ["puck_battle_wins"],
    "penalties_taken": ["minor_penalties + major_penalties + misconducts"],
    "toi_even_seconds": ["toi_5v5_seconds"],
    "stint_count": ["logical_shifts"],
    "corsi_for": ["fenwick_for", "cf_5v5"],
    "corsi_against": ["fenwick_against", "ca_5v5"],
    "fenwick_for": ["on_ice_sf", "ff_5v5"],
    "fenwick_against": ["on_ice_sa", "fa_5v5"],
    "on_ice_gf": ["gf_5v5", "plus_goals", "plus_ev"],
    "on_ice_ga": ["ga_5v5", "minus_goals", "minus_ev"],
    "minus_ev": ["minus_en_adj"],
} %}
with

players as (

    select * from {{ ref("fact_player_game_stats") }} where {{ in_scope() }}

)

{% for whole, parts in wholes.items() %}
{% set last_whole = loop.last %}
{% for part in parts %}
select
    game_id,
    player_id,
    '{{ part }}' as part,
    '{{ whole }}' as whole
from players
where {{ part }} > {{ whole }}
{{ "union all" if not (last_whole and loop.last) }}
{% endfor %}
{% endfor %}
