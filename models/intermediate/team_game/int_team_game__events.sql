-- One row per game and side with an event: team counts straight from the events, whoever is credited. What the other side
-- did stands on its row.
with

kinds as (

    -- a few dozen kinds of event a side: counted once, then added up below
    select
        game_id,
        team_venue,
        event_type,
        event_detail,
        event_team_zone as zone,
        is_controlled,
        giveaway_quality,
        method,
        event_detail_2 = 'Pass_Stretch' as is_stretch_pass,
        count(*) as events
    from {{ ref("int_events") }}
    where
        {{ in_scope() }}
        and not is_shootout
        and team_venue is not null
        and event_type in (
            'Faceoff', 'Hit', 'Turnover', 'Pass', 'Zone_Entry_Exit', 'Save', 'LoosePuck', 'Possession', 'Rebound'
        )
    group by
        game_id, team_venue, event_type, event_detail, event_team_zone, is_controlled, giveaway_quality, method,
        event_detail_2 = 'Pass_Stretch'

),

{% set measures = {
    "saves": "event_type = 'Save'",
    "fo_wins": "event_type = 'Faceoff'",
    "fo_wins_oz": "event_type = 'Faceoff' and zone = 'o'",
    "fo_wins_nz": "event_type = 'Faceoff' and zone = 'n'",
    "fo_wins_dz": "event_type = 'Faceoff' and zone = 'd'",
    "hits": "event_type = 'Hit'",
    "hits_oz": "event_type = 'Hit' and zone = 'o'",
    "hits_nz": "event_type = 'Hit' and zone = 'n'",
    "hits_dz": "event_type = 'Hit' and zone = 'd'",
    "giveaways": "event_detail = 'Turnover_Giveaway'",
    "giveaways_bad": "event_detail = 'Turnover_Giveaway' and giveaway_quality = 'bad'",
    "giveaways_neutral": "event_detail = 'Turnover_Giveaway' and giveaway_quality = 'neutral'",
    "giveaways_oz": "event_detail = 'Turnover_Giveaway' and zone = 'o'",
    "giveaways_nz": "event_detail = 'Turnover_Giveaway' and zone = 'n'",
    "giveaways_dz": "event_detail = 'Turnover_Giveaway' and zone = 'd'",
    "takeaways": "event_detail = 'Turnover_Takeaway'",
    "takeaways_oz": "event_detail = 'Turnover_Takeaway' and zone = 'o'",
    "takeaways_nz": "event_detail = 'Turnover_Takeaway' and zone = 'n'",
    "takeaways_dz": "event_detail = 'Turnover_Takeaway' and zone = 'd'",
    "pass_attempts": "event_type = 'Pass'",
    "pass_completed": "event_detail = 'Pass_Completed'",
    "passes_missed": "event_detail = 'Pass_Missed'",
    "own_passes_deflected": "event_detail = 'Pass_Deflected'",
    "own_passes_intercepted": "event_detail = 'Pass_Intercepted'",
    "stretch_passes": "event_type = 'Pass' and is_stretch_pass",
    "zone_entry_attempts": "event_detail in ('Zone_Entry', 'Zone_Entry_Failed')",
    "zone_entries": "event_detail = 'Zone_Entry'",
    "zone_entries_controlled": "event_detail = 'Zone_Entry' and is_controlled",
    "zone_entry_carry": "event_detail = 'Zone_Entry' and method = 'carry'",
    "zone_entry_pass": "event_detail = 'Zone_Entry' and method = 'pass'",
    "zone_entry_dump": "event_detail = 'Zone_Entry' and method in ('dump', 'chip', 'lob')",
    "zone_exit_attempts": "event_detail in ('Zone_Exit', 'Zone_Exit_Failed')",
    "zone_exits": "event_detail = 'Zone_Exit'",
    "zone_exits_controlled": "event_detail = 'Zone_Exit' and is_controlled",
    "zone_exit_carry": "event_detail = 'Zone_Exit' and method = 'carry'",
    "zone_exit_pass": "event_detail = 'Zone_Exit' and method = 'pass'",
    "zone_exit_dump": "event_detail = 'Zone_Exit' and method in ('dump', 'chip', 'lob')",
    "zone_exit_clear": "event_detail = 'Zone_Exit' and method = 'clear'",
    "zone_keepin_attempts": "event_detail in ('Zone_Keepin', 'Zone_Keepin_Failed')",
    "zone_keepins": "event_detail = 'Zone_Keepin'",
    "puck_battle_wins": "event_type = 'LoosePuck'",
    "possessions": "event_type = 'Possession'",
    "retrievals": "event_detail in ('Possession_PuckRetrieval', 'Possession_PuckRecovery')",
    "regroups": "event_detail = 'Possession_Regroup'",
    "breakaways": "event_detail = 'Possession_Breakaway'",
} -%}

final as (

    select
        game_id,
        team_venue,
        {% for measure, condition in measures.items() %}
        {{ sum_if("events", condition) }} as {{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from kinds
    group by game_id, team_venue

)

select * from final
