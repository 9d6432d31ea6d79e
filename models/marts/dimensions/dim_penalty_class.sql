-- One row per class of penalty with how its minutes are found, from the vocabulary and the settings.
{{ config(materialized="view") }}
with

event_details as (

    select * from {{ ref("event_details") }} where event_type = 'Penalty'

),

penalty_minutes as (

    select * from {{ ref("penalty_minutes") }}

),

final as (

    select
        event_details.event_detail as penalty_class,
        coalesce(penalty_minutes.minutes_from, 'minor') as minutes_from,
        penalty_minutes.default_minutes,
        event_details.description
    from event_details
    left join penalty_minutes on event_details.event_detail = penalty_minutes.event_detail

)

select * from final
