-- One row per game, entity and rule of the seed suspicion_rules that it breaks. A view: outliers depend on the whole season.
{{ config(materialized="view") }}
with

rules as (

    select * from {{ ref("suspicion_rules") }}

),

findings as (

    select game_id, 'player' as entity_type, player_id as entity_id, rule, cast(found as numeric) as found, detail
    from {{ ref("int_suspicions__players") }}
    union all
    select game_id, entity_type, entity_id, rule, cast(found as numeric) as found, detail
    from {{ ref("int_suspicions__teams") }}
    union all
    select game_id, 'event' as entity_type, event_key as entity_id, rule, cast(found as numeric) as found, detail
    from {{ ref("int_suspicions__goals") }}
    union all
    select game_id, 'game' as entity_type, cast(game_id as text) as entity_id, rule, cast(found as numeric) as found, detail
    from {{ ref("int_suspicions__gaps") }}
    union all
    select game_id, 'event' as entity_type, event_key as entity_id, rule, cast(found as numeric) as found, detail
    from {{ ref("int_suspicions__events") }}
    union all
    select game_id, 'player' as entity_type, player_id as entity_id, rule, found, detail
    from {{ ref("int_suspicions__outliers") }}

),

final as (

    select
        findings.game_id,
        findings.entity_type,
        cast(findings.entity_id as text) as entity_id,
        findings.rule,
        rules.severity,
        cast(findings.found as numeric(10, 2)) as found_value,
        cast(rules.threshold as numeric(10, 2)) as threshold,
        findings.detail,
        rules.description
    from findings
    inner join rules on findings.rule = rules.rule and findings.found > rules.threshold

)

select * from final
