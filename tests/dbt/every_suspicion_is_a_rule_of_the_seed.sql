-- Fails with every rule that a step of qa_suspicious_stats measures and the seed suspicion_rules does not know.
with

rules as (

    select rule from {{ ref("suspicion_rules") }}

),

measured as (

    select rule from {{ ref("int_suspicions__players") }}
    union
    select rule from {{ ref("int_suspicions__teams") }}
    union
    select rule from {{ ref("int_suspicions__goals") }}
    union
    select rule from {{ ref("int_suspicions__gaps") }}
    union
    select rule from {{ ref("int_suspicions__events") }}
    union
    select rule from {{ ref("int_suspicions__outliers") }}

)

select rule from measured
where rule not in (select rules.rule from rules)
