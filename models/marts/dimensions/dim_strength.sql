-- One row per strength (skaters of home and away), from the vocabulary.
with

strengths as (

    select * from {{ ref("strengths") }}

),

final as (

    select
        strength,
        home_skaters,
        away_skaters,
        balance,
        description
    from strengths

)

select * from final
