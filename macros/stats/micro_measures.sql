{# Micro stats in the order of the wide table: the distinct values of `measure` in the seed play_details (a test compares). #}
{% macro micro_measures() -%}
    {{ return([
        "backchecks", "beat_middle", "beat_wide", "block_attempts", "blocked_shots_play", "box_outs", "breakout_clear_attempts",
        "breakout_pass_attempts", "breakout_rush_attempts", "breakouts", "ceded_entries", "ceded_exits", "chips", "contains",
        "crash_net", "cutbacks", "cycle_plays", "deke_attempts", "dekes_beat_defender", "delays", "drives_corner",
        "drives_middle",
        "drives_net", "drives_wide", "dump_and_chase", "dump_recoveries", "force_wide", "forechecks", "front_of_net",
        "give_and_go", "got_beat_middle", "got_beat_wide", "in_lane", "loose_puck_losses", "loose_puck_wins", "lost_puck",
        "man_on_man", "pass_for_tip", "passes_deflected", "passes_intercepted", "passes_missed_target", "poke_checks",
        "pressures", "puck_recoveries", "quick_ups", "rebound_recoveries", "reverse_passes", "screens", "second_touches",
        "separate_from_puck", "stick_checks", "stopped_deke", "surf_plays", "tip_attempts", "turnover_recoveries",
        "zone_entry_denials", "zone_exit_denials",
    ]) }}
{%- endmacro %}

{# Micro stats whose success is published too. #}
{% macro micro_measures_with_success() -%}
    {{ return(["breakouts", "drives_corner", "drives_middle", "drives_wide", "zone_entry_denials"]) }}
{%- endmacro %}

{# Columns of the successes: drives_wide -> drives_wide_success. #}
{% macro micro_successes() -%}
    {%- set columns = [] -%}
    {%- for measure in micro_measures_with_success() -%} {%- do columns.append(measure ~ "_success") -%} {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
