-- One row per game and cell that some of its plays lack: they are missing in every number that needs it.
{{ config(materialized="ephemeral") }}
{% set cells = {"period": "period", "clock": "clock_seconds", "side": "venue"} %}
with

events as (

    select * from {{ ref("fact_events") }}

),

markers as (

    select * from {{ ref("dim_event_type") }} where event_category = 'marker'

),

plays as (

    select events.*
    from events
    left join markers on events.event_type = markers.event_type
    where
        markers.event_type is null
        and not events.is_shootout
        and (
            {% for column in cells.values() %}
            {{ "or " if not loop.first }}events.{{ column }} is null
            {% endfor %}
        )

),

final as (

    {% for cell, column in cells.items() %}
    select
        game_id,
        'plays_without_{{ cell }}' as rule,
        count(*) as found,
        'the first is event ' || cast(min(event_index) as text) as detail
    from plays
    where {{ column }} is null
    group by game_id
    {{ "union all" if not loop.last }}
    {% endfor %}

)

select * from final
