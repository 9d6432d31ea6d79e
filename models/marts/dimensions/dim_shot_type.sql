-- One row per way to shoot, with the codes that say so, from the vocabulary.
{{ config(materialized="view") }}
with

codes as (

    select method as shot_type, event_detail_2 as code from {{ ref("event_details_2") }} where event_type in ('Shot', 'Goal')
    union all
    select shot_type, play_detail as code from {{ ref("play_details") }}

),

final as (

    select
        shot_type,
        shot_type in ('tip', 'deflected') as is_redirected,
        string_agg(code, ', ' order by code) as codes
    from codes
    where shot_type is not null
    group by shot_type

)

select * from final
