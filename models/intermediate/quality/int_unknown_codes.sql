-- One row per game and code that no vocabulary seed knows. The play details of penalties, whistles and shootouts are free text
-- (offence, reason, how) and left out.
{{ config(indexes=[{"columns": ["game_id"]}]) }}
with

events as (

    select * from {{ ref("stg_tracker__events") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("stg_tracker__event_players") }} where {{ in_scope() }}

),

shifts as (

    select * from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }}

),

known as (

    select distinct code_field, canonical_code from {{ ref("stg_vocabulary__codes") }}

),

unlisted_events as (

    select events.*
    from events
    left join event_players on events.event_key = event_players.event_key
    where
        event_players.event_key is null
        and events.event_type not in ('Penalty', 'Stoppage', 'Shootout')

),

written as (

    {% for field in ["event_type", "event_detail", "event_detail_2"] %}
    select game_id, '{{ field }}' as code_field, {{ field }} as code from events
    union all
    {% endfor %}
    {% for column in ["play_detail1", "play_detail2"] %}
    -- where the tracker lists players, their rows say it
    select game_id, 'play_detail' as code_field, {{ column }} as code
    from unlisted_events
    union all
    select event_players.game_id, 'play_detail' as code_field, event_players.{{ column }} as code
    from event_players
    inner join events on event_players.event_key = events.event_key
    where events.event_type not in ('Penalty', 'Stoppage', 'Shootout')
    union all
    {% endfor %}
    select game_id, 'shift_start_type' as code_field, shift_start_type as code from shifts
    union all
    select game_id, 'shift_stop_type' as code_field, shift_stop_type as code from shifts

),

final as (

    select
        written.game_id,
        written.code_field,
        cast(written.code as text) as code,
        cast(count(*) as integer) as row_count
    from written
    left join known on written.code_field = known.code_field and written.code = known.canonical_code
    where written.code is not null and known.canonical_code is null
    group by written.game_id, written.code_field, written.code

)

select * from final
