select * from {{ ref("fact_shifts_player") }}
