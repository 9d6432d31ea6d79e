-- One row per zone as a team sees it, from the vocabulary.
with

zones as (

    select * from {{ ref("zones") }}

),

final as (

    select
        zone,
        zone_name,
        mirror_zone,
        description
    from zones

)

select * from final
