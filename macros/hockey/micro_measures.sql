{# Micro stats in the order of the wide table: the counts that the seed play_details names (a test compares). #}
{% macro micro_measures() -%}
    {{ return([
        "backchecks", "beat_fake", "beat_middle", "beat_speed", "beat_wide", "block_attempts", "blocked_shots_play",
        "box_outs", "breakaway_plays", "breakout_clear_attempts", "breakout_pass_attempts", "breakout_rush_attempts",
        "breakouts", "ceded_entries", "ceded_exits", "chips", "clearing_attempts", "contains", "crash_net", "cutbacks",
        "cycle_plays", "def_times_beat_deke", "def_times_beat_speed", "deke_attempts", "dekes_beat_defender",
        "delayed_offsides", "delays", "drives_corner", "drives_middle", "drives_net", "drives_wide", "dump_and_chase",
        "dump_in_attempts", "dump_recoveries", "end_to_end_rushes", "entry_dump_in_attempts", "entry_pass_attempts",
        "entry_rush_attempts", "fake_shots", "force_wide", "forced_dump_ins", "forced_lost_possessions",
        "forced_missed_passes", "forced_missed_shots", "forced_outside", "forced_turnovers", "forechecks",
        "front_of_net", "gap_controls", "give_and_go", "got_beat_middle", "got_beat_wide", "in_lane", "keepin_plays",
        "keepin_plays_attempted", "loose_puck_losses", "loose_puck_wins", "lost_puck", "man_on_man", "misplayed_pucks",
        "pass_for_tip", "pass_plays_attempted", "passes_deflected", "passes_intercepted", "passes_missed_target",
        "penalty_kill_clears", "poke_checks", "pressures", "puck_recoveries", "quick_ups", "rebound_recoveries",
        "regroup_clears", "regroup_dump_ins", "regroups", "reverse_passes", "rims_in_zone", "screens", "second_touches",
        "separate_from_puck", "shot_plays_attempted", "shots_deflected", "speed_plays", "stick_checks", "stopped_deke",
        "surf_plays", "tip_attempts", "tracking_plays", "turnover_recoveries", "wheels", "zone_coverages",
        "zone_entry_denials", "zone_exit_denials",
    ]) }}
{%- endmacro %}

{# Counts of the marks for odd-man rushes; the first four add up to no more than odd_man_rushes. #}
{% macro odd_man_measures() -%}
    {{ return([
        "2on0_rushes", "2on1_rushes", "3on1_rushes", "3on2_rushes", "odd_man_rushes", "odd_man_rushes_against",
    ]) }}
{%- endmacro %}

{# Counts over several play details: a chain with any of them is one. #}
{% macro micro_totals() -%}
    {{ return([
        "dekes_successful", "def_coverage_assignments", "def_forced_turnovers", "def_times_beat_total", "transition_plays",
    ]) }}
{%- endmacro %}

{# The total that a credited play adds to, beside its own measure; NULL where to none. #}
{% macro micro_total(credits) -%}
    case
        when {{ credits }}.measure = 'dekes_beat_defender' then 'dekes_successful'
        when {{ credits }}.measure = 'deke_attempts' and {{ credits }}.is_successful then 'dekes_successful'
        when
            {{ credits }}.measure in ('def_times_beat_deke', 'def_times_beat_speed', 'got_beat_middle', 'got_beat_wide')
            then 'def_times_beat_total'
        when {{ credits }}.play_category = 'coverage' then 'def_coverage_assignments'
        when {{ credits }}.play_category = 'forced' then 'def_forced_turnovers'
        when {{ credits }}.play_category = 'transition' then 'transition_plays'
        when
            {{ credits }}.play_category = 'odd_man_rush' and {{ credits }}.measure <> 'odd_man_rushes_against'
            then 'odd_man_rushes'
    end
{%- endmacro %}

{# Micro stats whose success is published too. #}
{% macro micro_measures_with_success() -%}
    {{ return(["breakouts", "drives_corner", "drives_middle", "drives_wide", "zone_entry_denials"]) }}
{%- endmacro %}
