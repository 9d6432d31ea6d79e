select * from {{ ref("league_standings") }}
