-- One row per kind of turnover, from the vocabulary.
{{ config(materialized="view") }}
with

event_details_2 as (

    select * from {{ ref("event_details_2") }} where event_type = 'Turnover'

),

final as (

    select
        event_detail_2 as turnover_type,
        event_detail_2 like 'Giveaway%' as is_giveaway,
        giveaway_quality,
        description
    from event_details_2

)

select * from final
