-- One row per way a stint stops, from the vocabulary.
with

shift_stop_types as (

    select * from {{ ref("shift_stop_types") }}

),

final as (

    select
        shift_stop_type,
        is_whistle,
        is_goal,
        goal_venue,
        description
    from shift_stop_types

)

select * from final
