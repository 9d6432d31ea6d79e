-- Fails with every player and number that is greater than the number it is a part of.
{% set wholes = {
    "sog": ["goals", "rebound_goals"],
    "unblocked_shots": [
        "scoring_chances", "high_danger_chances", "shots_high_danger + shots_medium_danger + shots_low_danger",
    ],
    "shots": [
        "rebound_shots", "rush_shots", "odd_man_rush_shots", "breakaway_attempts", "shots_successful + shots_unsuccessful",
        "wrist_shots + slap_shots + snap_shots + backhand_shots + one_timer_shots + tipped_shots + wrap_around_shots"
        " + other_shots + unknown_type_shots",
    ],
    "goals": ["clutch_goals", "game_winning_goals", "first_goals", "overtime_goals", "empty_net_goals_for"],
    "pass_attempts": [
        "pass_completed + passes_missed + own_passes_deflected + own_passes_intercepted", "stretch_passes",
        "passes_successful + passes_unsuccessful",
    ],
    "passes_successful": ["pass_completed"],
    "passes_received_successful": [
        "slot_passes_received", "cross_ice_passes_received", "passes_received_oz + passes_received_nz + passes_received_dz",
    ],
    "times_pass_target": [
        "passes_received_successful + passes_received_unsuccessful", "times_target_oz + times_target_nz + times_target_dz",
    ],
    "fo_wins": ["fo_wins_oz + fo_wins_nz + fo_wins_dz"],
    "fo_losses": ["fo_losses_oz + fo_losses_nz + fo_losses_dz"],
    "zone_entry_attempts": ["zone_entries", "entries_successful + entries_unsuccessful"],
    "zone_entries": ["entries_successful", "rush_entries", "counter_attacks"],
    "zone_exit_attempts": ["zone_exits", "exits_successful + exits_unsuccessful"],
    "zone_exits": ["exits_successful", "def_zone_clears"],
    "zone_keepin_attempts": ["zone_keepins"],
    "giveaways": [
        "giveaways_bad + giveaways_neutral + giveaways_good + giveaways_unrated", "turnovers_oz + turnovers_nz + turnovers_dz",
    ],
    "giveaways_bad + giveaways_neutral + giveaways_good + giveaways_unrated": ["giveaways"],
    "takeaways": ["def_takeaways"],
    "blocks": ["def_blocked_shots"],
    "hits": ["def_body_checks"],
    "retrievals": ["puck_retrievals"],
    "puck_battles": ["puck_battle_wins", "def_battles_won + def_battles_lost"],
    "stick_checks": ["def_stick_checks"],
    "poke_checks": ["def_poke_checks"],
    "dekes_successful": ["dekes_beat_defender"],
    "deke_attempts + dekes_beat_defender": ["dekes_successful"],
    "def_times_beat_deke + def_times_beat_speed + got_beat_middle + got_beat_wide": ["def_times_beat_total"],
    "odd_man_rushes": ['"2on0_rushes"', '"2on1_rushes"', '"3on1_rushes"', '"3on2_rushes"'],
    "odd_man_rush_shots": ["odd_man_rush_goals"],
    "breakaway_attempts": ["breakaway_goals"],
    "def_pass_intercepted": ["def_interceptions"],
    "times_targeted_as_defender": ["times_attacked", "defensive_assignments", "def_shots_against"],
    "times_targeted_by_opp": ["times_targeted_as_defender", "times_opp2 + times_opp3 + times_opp4"],
    "times_targeted_shots": ["def_shots_against"],
    "event_roles": [
        "puck_touches_estimated + support_plays + times_targeted_by_opp",
        "times_ep3 + times_ep4 + times_ep5 + times_targeted_by_opp",
    ],
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
