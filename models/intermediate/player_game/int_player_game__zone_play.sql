-- One row per game and player with a zone entry, exit or keep-in. Failed ones are attempts, not successes.
with

zone_plays as (

    select
        *,
        case
            when event_detail in ('Zone_Entry', 'Zone_Entry_Failed') then 'entry'
            when event_detail in ('Zone_Exit', 'Zone_Exit_Failed') then 'exit'
            when event_detail in ('Zone_Keepin', 'Zone_Keepin_Failed') then 'keepin'
        end as zone_play,
        event_detail in ('Zone_Entry', 'Zone_Exit', 'Zone_Keepin') as is_success
    from {{ ref("int_events") }}
    where {{ in_scope() }} and event_type = 'Zone_Entry_Exit' and event_player_1_id is not null

),

final as (

    select
        game_id,
        event_player_1_id as player_id,

        -- entries
        {{ count_if("zone_play = 'entry'") }} as zone_entry_attempts,
        {{ count_if("zone_play = 'entry' and is_success") }} as zone_entries,
        {{ count_if("zone_play = 'entry' and is_success and is_controlled") }} as zone_entries_controlled,
        {{ count_if("zone_play = 'entry' and is_success and not is_controlled") }} as zone_entries_uncontrolled,
        {{ count_if("zone_play = 'entry' and is_success and method = 'carry'") }} as zone_entry_carry,
        {{ count_if("zone_play = 'entry' and is_success and method = 'pass'") }} as zone_entry_pass,
        {{ count_if("zone_play = 'entry' and is_success and method in ('dump', 'chip', 'lob')") }} as zone_entry_dump,

        -- exits
        {{ count_if("zone_play = 'exit'") }} as zone_exit_attempts,
        {{ count_if("zone_play = 'exit' and is_success") }} as zone_exits,
        {{ count_if("zone_play = 'exit' and is_success and is_controlled") }} as zone_exits_controlled,
        {{ count_if("zone_play = 'exit' and is_success and not is_controlled") }} as zone_exits_uncontrolled,
        {{ count_if("zone_play = 'exit' and is_success and method = 'carry'") }} as zone_exit_carry,
        {{ count_if("zone_play = 'exit' and is_success and method = 'pass'") }} as zone_exit_pass,
        {{ count_if("zone_play = 'exit' and is_success and method in ('dump', 'chip', 'lob')") }} as zone_exit_dump,
        {{ count_if("zone_play = 'exit' and is_success and method = 'clear'") }} as zone_exit_clear,

        -- keep-ins
        {{ count_if("zone_play = 'keepin'") }} as zone_keepin_attempts,
        {{ count_if("zone_play = 'keepin' and is_success") }} as zone_keepins
    from zone_plays
    group by game_id, event_player_1_id

)

select * from final
