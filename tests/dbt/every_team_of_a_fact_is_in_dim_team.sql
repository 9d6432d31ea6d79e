-- Fails with every team whom a fact names and dim_team does not.
with

named as (

    select team_id from {{ ref("fact_events") }} where {{ in_scope() }}
    union
    select opponent_team_id as team_id from {{ ref("fact_events") }} where {{ in_scope() }}
    union
    select home_team_id as team_id from {{ ref("fact_shifts") }} where {{ in_scope() }}
    union
    select away_team_id as team_id from {{ ref("fact_shifts") }} where {{ in_scope() }}
    union
    select team_id from {{ ref("fact_shifts_player") }} where {{ in_scope() }}

)

select named.team_id
from named
left join {{ ref("dim_team") }} as teams on named.team_id = teams.team_id
where named.team_id is not null and teams.team_id is null
