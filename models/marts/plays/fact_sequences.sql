-- One row per sequence: the chain of possessions of both teams from the start of play to the whistle; made of plays.
{{ config(materialized="view") }}
with

plays as (

    select * from {{ ref("fact_plays") }}

),

final as (

    select
        -- keys
        sequence_key,
        game_id,
        min(sequence_number) as sequence_number,
        min(first_event_key) filter (where begins_sequence) as first_event_key,
        min(last_event_key) filter (where ends_sequence) as last_event_key,
        min(first_event_number) as first_event_number,
        max(last_event_number) as last_event_number,
        max(possession_number) - min(possession_number) + 1 as possession_count,
        cast(count(*) as integer) as play_count,
        cast(sum(event_count) as integer) as event_count,

        -- clock
        min(period) as period,
        min(start_clock_seconds) filter (where begins_sequence) as start_clock_seconds,
        min(start_game_seconds) filter (where begins_sequence) as start_game_seconds,
        max(end_game_seconds) filter (where ends_sequence) as end_game_seconds,
        greatest(
            max(end_game_seconds) filter (where ends_sequence) - min(start_game_seconds) filter (where begins_sequence), 0
        ) as duration_seconds,

        -- how it began and ended, as the team that had the puck then sees it
        min(began_by) filter (where begins_sequence) as began_by,
        min(venue) filter (where begins_sequence) as start_venue,
        min(zone) filter (where begins_sequence) as start_zone,
        min(ended_by) filter (where ends_sequence) as ended_by,
        min(venue) filter (where ends_sequence) as end_venue,
        min(zone) filter (where ends_sequence) as end_zone,

        -- what happened
        {% for venue in ["home", "away"] %}
        {{ count_if("venue = '" ~ venue ~ "' and begins_possession") }} as {{ venue }}_possessions,
        {{ sum_if("duration_seconds", "venue = '" ~ venue ~ "'") }} as {{ venue }}_possession_seconds,
        {% for column in ["passes_completed", "zone_entries", "shots", "sog", "goals"] %}
        {{ sum_if(column, "venue = '" ~ venue ~ "'") }} as {{ venue }}_{{ column }},
        {% endfor %}
        cast(coalesce(sum(xg) filter (where venue = '{{ venue }}'), 0) as numeric(10, 4)) as {{ venue }}_xg
        {{- "," if not loop.last }}
        {% endfor %}
    from plays
    group by sequence_key, game_id

)

{{ with_build_stamp(of_last_build=true) }}
