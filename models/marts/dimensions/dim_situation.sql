-- One row per situation as a team sees it, from the vocabulary.
with

situations as (

    select * from {{ ref("situations") }}

),

final as (

    select
        situation,
        description
    from situations

)

select * from final
