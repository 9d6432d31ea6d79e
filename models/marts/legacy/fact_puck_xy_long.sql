select * from {{ ref("fact_puck_xy") }}
