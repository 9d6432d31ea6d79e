-- One row per code in staging that no vocabulary seed knows: how often it stands there, in which games, an event that has it,
-- and the known code that may be meant.
{{ config(materialized="view") }}
with

unknown_codes as (

    select * from {{ ref("int_unknown_codes") }}

),

final as (

    select
        code_field,
        code,
        cast(sum(row_count) as integer) as row_count,
        cast(count(distinct game_id) as integer) as game_count,
        string_agg(cast(game_id as text), ', ' order by game_id) as games,
        string_agg(example_key, ', ' order by game_id) as examples,
        min(suggestion) as suggestion
    from unknown_codes
    group by code_field, code

)

select * from final
