select * from {{ ref("fact_h2h") }}
