-- One row per play: what one team does with the puck in one zone, until the puck changes zone or team or play stops.
-- fact_possessions and fact_sequences put plays together.
{{ config(indexes=[{"columns": ["game_id", "play_number"], "unique": true}]) }}
with

events as (

    select * from {{ ref("int_play_events") }}

),

final as (

    select
        -- keys
        'PL' || cast(game_id as text) || lpad(cast(play_number as text), 5, '0') as play_key,
        game_id,
        'PO' || cast(game_id as text) || lpad(cast(min(possession_number) as text), 5, '0') as possession_key,
        'SQ' || cast(game_id as text) || lpad(cast(min(sequence_number) as text), 5, '0') as sequence_key,
        play_number,
        min(possession_number) as possession_number,
        min(sequence_number) as sequence_number,
        min(event_key) filter (where begins_play) as first_event_key,
        min(event_key) filter (where ends_play) as last_event_key,
        min(shift_key) filter (where begins_play) as shift_key,
        min(event_number) as first_event_number,
        max(event_number) as last_event_number,
        bool_or(begins_possession) as begins_possession,
        bool_or(ends_possession) as ends_possession,
        bool_or(begins_sequence) as begins_sequence,
        bool_or(ends_sequence) as ends_sequence,

        -- who and where
        min(control_venue) as venue,
        min(team_id) as team_id,
        min(opponent_team_id) as opponent_team_id,
        cast(min(event_team_zone) as text) as zone,

        -- clock
        min(period) as period,
        min(clock_seconds) filter (where begins_play) as start_clock_seconds,
        min(game_seconds) filter (where begins_play) as start_game_seconds,
        max(until_game_seconds) filter (where ends_play) as end_game_seconds,
        greatest(
            max(until_game_seconds) filter (where ends_play) - min(game_seconds) filter (where begins_play), 0
        ) as duration_seconds,

        -- how it began and ended
        min(began_by) filter (where begins_play) as began_by,
        min(ended_by) filter (where ends_play) as ended_by,
        min(situation) filter (where begins_play) as situation,
        min(score_difference) filter (where begins_play) as score_difference,

        -- what happened
        cast(count(*) as integer) as event_count,
        {{ count_if("event_type = 'Pass'") }} as passes,
        {{ count_if("event_detail = 'Pass_Completed'") }} as passes_completed,
        {{ count_if("event_detail = 'Zone_Entry'") }} as zone_entries,
        {{ count_if("event_detail = 'Zone_Entry' and is_controlled") }} as zone_entries_controlled,
        cast(min(method) filter (where event_detail = 'Zone_Entry') as text) as zone_entry_method,
        {{ count_if("event_detail = 'Zone_Exit'") }} as zone_exits,
        {{ count_if("event_detail = 'Zone_Exit' and is_controlled") }} as zone_exits_controlled,
        {{ count_if("is_shot_attempt") }} as shots,
        {{ count_if("is_shot_on_goal") }} as sog,
        {{ count_if("is_goal") }} as goals,
        cast(coalesce(sum(xg), 0) as numeric(10, 4)) as xg
    from events
    group by game_id, play_number

)

{{ with_build_stamp() }}
