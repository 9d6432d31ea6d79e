select * from {{ ref("fact_shift_quality") }}
