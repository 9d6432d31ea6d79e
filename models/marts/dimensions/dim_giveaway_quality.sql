-- One row per quality of a giveaway, from the vocabulary.
with

giveaway_qualities as (

    select * from {{ ref("giveaway_qualities") }}

),

final as (

    select
        giveaway_quality,
        description
    from giveaway_qualities

)

select * from final
