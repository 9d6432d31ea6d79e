select * from {{ ref("fact_shots") }}
