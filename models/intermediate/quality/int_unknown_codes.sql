-- One row per game and code that no vocabulary seed knows. The play details of penalties, whistles and shootouts are free text
-- (offence, reason, how) and left out.
{{ config(indexes=[{"columns": ["game_id"]}]) }}
with

known as (

    select distinct code_field, canonical_code from {{ ref("stg_vocabulary__codes") }}

),

{# relation, the field that its code belongs to, the column #}
{% set written = [
    ("int_events", "event_type", "event_type"),
    ("int_events", "event_detail", "event_detail"),
    ("int_events", "event_detail_2", "event_detail_2"),
    ("int_events", "play_detail", "play_detail1"),
    ("int_events", "play_detail", "play_detail2"),
    ("int_event_players", "play_detail", "play_detail1"),
    ("int_event_players", "play_detail", "play_detail2"),
    ("stg_tracker__shifts", "shift_start_type", "shift_start_type"),
    ("stg_tracker__shifts", "shift_stop_type", "shift_stop_type"),
] %}
unknown as (

    -- nearly every code is known: what is not is few rows, whatever follows
    {% for relation, field, column in written %}
    select
        written.game_id,
        {{ "cast(null as text)" if relation == "stg_tracker__shifts" else "written.event_key" }} as event_key,
        '{{ relation }}' as source,
        '{{ field }}' as code_field,
        cast(written.{{ column }} as text) as code
    from {{ ref(relation) }} as written
    left join known on known.code_field = '{{ field }}' and written.{{ column }} = known.canonical_code
    where {{ in_scope("written.game_id") }} and written.{{ column }} is not null and known.canonical_code is null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

final as (

    select
        unknown.game_id,
        unknown.code_field,
        unknown.code,
        cast(count(*) as integer) as row_count
    from unknown
    left join {{ ref("int_events") }} as events on unknown.event_key = events.event_key
    where
        unknown.code_field <> 'play_detail'
        or (
            events.event_type not in ('Penalty', 'Stoppage', 'Shootout')
            -- where the tracker lists players, their rows say it
            and not (
                unknown.source = 'int_events'
                and exists (
                    select 1 from {{ ref("int_event_players") }} as listed where listed.event_key = unknown.event_key
                )
            )
        )
    group by unknown.game_id, unknown.code_field, unknown.code

)

select * from final
