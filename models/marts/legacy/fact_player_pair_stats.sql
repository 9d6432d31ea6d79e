select * from {{ ref("fact_wowy") }}
