select * from {{ ref("league_leaders") }}
