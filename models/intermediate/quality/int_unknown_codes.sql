-- One row per game and code that no vocabulary seed knows, or that is the detail of another type than its event's. The play
-- details of penalties, whistles and shootouts are free text (offence, reason, how) and left out. With one row that has it, and
-- the known code that it resembles most.
-- Over 100 lines: nine columns are searched, and the likeness is asked of what they yield.
{{ config(indexes=[{"columns": ["game_id"]}]) }}
with

known as (

    select * from {{ ref("stg_vocabulary__codes") }}

),

event_types as (

    select * from {{ ref("event_types") }}

),

staged_events as not materialized (

    select * from {{ ref("stg_tracker__events") }} where {{ in_scope() }}

),

events as not materialized (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

event_players as not materialized (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }}

),

shifts as not materialized (

    select * from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }}

),

{# rows, the field that its code belongs to, the column #}
{% set written = [
    ("staged_events", "event_type", "written_event_type"),
    ("staged_events", "event_detail", "written_event_detail"),
    ("events", "event_detail_2", "event_detail_2"),
    ("events", "play_detail", "play_detail1"),
    ("events", "play_detail", "play_detail2"),
    ("event_players", "play_detail", "play_detail1"),
    ("event_players", "play_detail", "play_detail2"),
    ("shifts", "shift_start_type", "shift_start_type"),
    ("shifts", "shift_stop_type", "shift_stop_type"),
] %}
codes as (

    -- each code is looked up once, not in every row that has it
    {% for relation, field, column in written %}
    select distinct
        '{{ relation }}.{{ column }}' as place,
        '{{ field }}' as code_field,
        cast(written.{{ column }} as text) as code
    from {{ relation }} as written
    where written.{{ column }} is not null
    {{ "union all" if not loop.last }}
    {% endfor %}

),

unknown_codes as (

    select
        codes.place,
        codes.code_field,
        codes.code,
        {{ code_key("codes.code") }} as code_key
    from codes
    left join known on codes.code_field = known.code_field and {{ code_key("codes.code") }} = known.code_key
    where known.code_key is null

),

unknown as (

    {% for relation, field, column in written %}
    select
        written.game_id,
        {{ "written.shift_key" if relation == "shifts" else "written.event_key" }} as event_key,
        '{{ relation }}' as source,
        codes.code_field,
        codes.code,
        codes.code_key
    from {{ relation }} as written
    inner join unknown_codes as codes
        on codes.place = '{{ relation }}.{{ column }}' and written.{{ column }} = codes.code
    union all
    {% endfor %}
    select
        written.game_id,
        written.event_key,
        'staged_events' as source,
        'event_detail' as code_field,
        written.written_event_detail || ' (' || written.event_type || ')' as code,
        null as code_key
    from staged_events as written
    inner join known
        on known.code_field = 'event_detail' and {{ code_key("written.written_event_detail") }} = known.code_key
    inner join event_types on written.event_type = event_types.event_type
    where
        {{ is_of_another_type("written.event_type", "known.event_type") }}
        and event_types.event_category <> 'marker'

),

counted as (

    select
        unknown.game_id,
        unknown.code_field,
        unknown.code,
        min(unknown.code_key) as code_key,
        cast(count(*) as integer) as row_count,
        min(unknown.event_key) as example_key
    from unknown
    left join events on unknown.event_key = events.event_key
    where
        unknown.code_field <> 'play_detail'
        or (
            events.event_type not in ('Penalty', 'Stoppage', 'Shootout')
            -- where the tracker lists players, their rows say it
            and not (
                unknown.source = 'events'
                and exists (select 1 from event_players as listed where listed.event_key = unknown.event_key)
            )
        )
    group by unknown.game_id, unknown.code_field, unknown.code

),

likened as (

    select
        counted.code_field,
        counted.code,
        known.canonical_code,
        {{ code_likeness("counted.code_key", "known.code_key") }} as likeness
    from counted
    inner join known
        on
            counted.code_field = known.code_field
            and abs(length(counted.code_key) - length(known.code_key)) <= 3
    where length(counted.code_key) > 1

),

likenesses as (

    select
        code_field,
        code,
        canonical_code,
        row_number() over (partition by code_field, code order by likeness desc, canonical_code) as place
    from likened
    where likeness > 0.55

),

nearest as (

    select code_field, code, min(canonical_code) as suggestion from likenesses where place = 1 group by code_field, code

),

final as (

    select
        counted.game_id,
        counted.code_field,
        counted.code,
        counted.row_count,
        counted.example_key,
        nearest.suggestion
    from counted
    left join nearest on counted.code_field = nearest.code_field and counted.code = nearest.code

)

select * from final
