-- One row per scoring chance: an unblocked attempt of high or medium danger, off a rebound or off the rush.
{{ config(materialized="view") }}
with

shots as (

    select * from {{ ref("fact_shots") }}

),

final as (

    select * from shots where is_scoring_chance

)

select * from final
