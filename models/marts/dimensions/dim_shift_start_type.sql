-- One row per way a stint starts, from the vocabulary.
with

shift_start_types as (

    select * from {{ ref("shift_start_types") }}

),

final as (

    select
        shift_start_type,
        is_faceoff,
        description
    from shift_start_types

)

select * from final
