-- One row per way to write a code: the field it belongs to, its key (letters and digits only), the canonical code, and of a
-- detail the type of event it belongs to.
-- A table, joined `not materialized`: then a join that nobody needs is left out, and a game is looked up by its index.
{{ config(materialized="incremental", incremental_strategy="replace_all", indexes=[
    {"columns": ["code_field", "code_key"], "unique": true},
]) }}
with

codes as (

    select 'event_type' as code_field, event_type as code, event_type as canonical_code from {{ ref("event_types") }}
    union all
    select 'event_detail' as code_field, event_detail as code, event_detail as canonical_code from {{ ref("event_details") }}
    union all
    select 'event_detail_2' as code_field, event_detail_2 as code, event_detail_2 as canonical_code
    from {{ ref("event_details_2") }}
    union all
    select 'play_detail' as code_field, play_detail as code, play_detail as canonical_code from {{ ref("play_details") }}
    union all
    select 'zone' as code_field, zone as code, zone as canonical_code from {{ ref("zones") }}
    union all
    select 'position' as code_field, position_code as code, position_code as canonical_code from {{ ref("positions") }}
    union all
    select 'shift_start_type' as code_field, shift_start_type as code, shift_start_type as canonical_code
    from {{ ref("shift_start_types") }}
    union all
    select 'shift_stop_type' as code_field, shift_stop_type as code, shift_stop_type as canonical_code
    from {{ ref("shift_stop_types") }}
    union all
    select code_field, variant as code, canonical_code from {{ ref("code_variants") }}

),

details as (

    select * from {{ ref("event_details") }}

),

keyed as (

    select
        code_field,
        {{ code_key("code") }} as code_key,
        canonical_code
    from codes

),

canonical as (

    -- codes that differ only in case or separators are one code; the lowest stands for all
    select
        code_field,
        code_key,
        min(canonical_code) as canonical_code
    from keyed
    group by code_field, code_key

),

final as (

    select
        canonical.*,
        details.event_type
    from canonical
    left join details
        on canonical.code_field = 'event_detail' and canonical.canonical_code = details.event_detail

)

select * from final
