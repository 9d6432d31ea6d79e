-- One row per staged event in playing order: what it counts as, and the score before and after it.
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("int_event_sequence") }}

),

counted as (

    select
        events.*,
        {% for venue in ["home", "away"] %}
        case when is_goal and credited_venue = '{{ venue }}' then 1 else 0 end as {{ venue }}_goal{{ "," if not loop.last }}
        {% endfor %}
    from events

),

final as (

    select
        counted.*,
        {% for venue in ["home", "away"] %}
        cast(sum({{ venue }}_goal) over so_far as integer) - {{ venue }}_goal as {{ venue }}_score_before,
        cast(sum({{ venue }}_goal) over so_far as integer) as {{ venue }}_score{{ "," if not loop.last }}
        {% endfor %}
    from counted
    window so_far as (partition by game_id order by event_number)

)

select * from final
