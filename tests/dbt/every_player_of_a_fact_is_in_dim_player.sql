-- Fails with every player whom a fact names and dim_player does not.
with

named as (

    {% for number in range(1, 7) %}
    select event_player_{{ number }}_id as player_id from {{ ref("fact_events") }} where {{ in_scope() }}
    union
    select opp_player_{{ number }}_id as player_id from {{ ref("fact_events") }} where {{ in_scope() }}
    union
    {% endfor %}
    select player_id from {{ ref("fact_events_player") }} where {{ in_scope() }}
    union
    select player_id from {{ ref("fact_shifts_player") }} where {{ in_scope() }}

)

select named.player_id
from named
left join {{ ref("dim_player") }} as players on named.player_id = players.player_id
where named.player_id is not null and players.player_id is null
