-- One row per game and player who shot, passed, entered or left a zone: how often it worked. An event of unknown outcome is
-- neither a success nor a failure.
with

events as (

    select * from {{ ref("int_events") }}
    where
        {{ in_scope() }}
        and event_player_1_id is not null
        and outcome is not null
        and (is_shot_attempt or event_type in ('Pass', 'Zone_Entry_Exit'))

),

final as (

    select
        game_id,
        event_player_1_id as player_id,
        {{ count_if("is_shot_attempt and outcome = 's'") }} as shots_successful,
        {{ count_if("is_shot_attempt and outcome = 'u'") }} as shots_unsuccessful,
        {{ count_if("event_type = 'Pass' and outcome = 's'") }} as passes_successful,
        {{ count_if("event_type = 'Pass' and outcome = 'u'") }} as passes_unsuccessful,
        {{ count_if("event_detail in ('Zone_Entry', 'Zone_Entry_Failed') and outcome = 's'") }} as entries_successful,
        {{ count_if("event_detail in ('Zone_Entry', 'Zone_Entry_Failed') and outcome = 'u'") }} as entries_unsuccessful,
        {{ count_if("event_detail in ('Zone_Exit', 'Zone_Exit_Failed') and outcome = 's'") }} as exits_successful,
        {{ count_if("event_detail in ('Zone_Exit', 'Zone_Exit_Failed') and outcome = 'u'") }} as exits_unsuccessful
    from events
    group by game_id, event_player_1_id

)

select * from final
