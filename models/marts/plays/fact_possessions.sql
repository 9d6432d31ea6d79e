-- One row per possession: what one team does with the puck until the other team has it or play stops; made of plays.
{{ config(materialized="view") }}
{% set sums = ["event_count", "passes", "passes_completed", "zone_entries", "zone_entries_controlled", "zone_exits",
               "zone_exits_controlled", "shots", "sog", "goals"] %}
with

plays as (

    select * from {{ ref("fact_plays") }}

),

final as (

    select
        -- keys
        possession_key,
        game_id,
        min(sequence_key) as sequence_key,
        min(possession_number) as possession_number,
        min(sequence_number) as sequence_number,
        min(first_event_key) filter (where begins_possession) as first_event_key,
        min(last_event_key) filter (where ends_possession) as last_event_key,
        min(shift_key) filter (where begins_possession) as shift_key,
        min(first_event_number) as first_event_number,
        max(last_event_number) as last_event_number,
        cast(count(*) as integer) as play_count,

        -- who and where
        min(venue) as venue,
        min(team_id) as team_id,
        min(opponent_team_id) as opponent_team_id,
        min(zone) filter (where begins_possession) as start_zone,
        min(zone) filter (where ends_possession) as end_zone,
        bool_or(zone = 'o') as reached_offensive_zone,

        -- clock
        min(period) as period,
        min(start_clock_seconds) filter (where begins_possession) as start_clock_seconds,
        min(start_game_seconds) filter (where begins_possession) as start_game_seconds,
        max(end_game_seconds) filter (where ends_possession) as end_game_seconds,
        greatest(
            max(end_game_seconds) filter (where ends_possession) - min(start_game_seconds) filter (where begins_possession), 0
        ) as duration_seconds,

        -- how it began and ended
        min(began_by) filter (where begins_possession) as began_by,
        min(ended_by) filter (where ends_possession) as ended_by,
        min(situation) filter (where begins_possession) as situation,
        min(score_difference) filter (where begins_possession) as score_difference,
        {{ first_of("zone_entry_method", "play_number", "zone_entry_method is not null") }} as zone_entry_method,

        -- what happened
        {% for column in sums %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        cast(sum(xg) as numeric(10, 4)) as xg
    from plays
    group by possession_key, game_id

)

{{ with_build_stamp(of_last_build=true) }}
