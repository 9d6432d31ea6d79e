-- One row per game and side: team counts straight from the events, whoever is credited.
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and not is_shootout and team_venue is not null

),

sides as (

    -- what an event is to the side that did it, and to the side that suffered it
    select events.*, team_venue as side_venue, true as is_own from events
    union all
    select events.*, opp_venue as side_venue, false as is_own from events

),

final as (

    select
        game_id,
        side_venue as team_venue,
        {{ count_if("is_own and event_type = 'Faceoff'") }} as fo_wins,
        {{ count_if("not is_own and event_type = 'Faceoff'") }} as fo_losses,
        {{ count_if("is_own and event_type = 'Hit'") }} as hits,
        {{ count_if("is_own and event_detail = 'Turnover_Giveaway'") }} as giveaways,
        {{ count_if("is_own and event_detail = 'Turnover_Takeaway'") }} as takeaways,
        {{ count_if("is_own and event_type = 'Pass'") }} as pass_attempts,
        {{ count_if("is_own and event_detail = 'Pass_Completed'") }} as pass_completed,
        {{ count_if("is_own and event_detail = 'Zone_Entry'") }} as zone_entries,
        {{ count_if("is_own and event_detail = 'Zone_Entry' and is_controlled") }} as zone_entries_controlled,
        {{ count_if("is_own and event_detail = 'Zone_Exit'") }} as zone_exits,
        {{ count_if("is_own and event_detail = 'Zone_Exit' and is_controlled") }} as zone_exits_controlled,
        {{ count_if("is_own and event_detail = 'Zone_Keepin'") }} as zone_keepins,
        {{ count_if("is_own and event_type = 'Save'") }} as saves
    from sides
    group by game_id, side_venue

)

select * from final
