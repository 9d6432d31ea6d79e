-- One row per play detail (micro stat), from the vocabulary.
with

play_details as (

    select * from {{ ref("play_details") }}

),

final as (

    select
        play_detail,
        play_category,
        measure,
        description
    from play_details

)

select * from final
