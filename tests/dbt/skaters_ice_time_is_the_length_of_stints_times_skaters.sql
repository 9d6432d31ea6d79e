-- Fails with every game and side whose skaters' ice time does not add up to the stints, each times its skaters.
with

players as (

    select game_id, venue, sum(duration_seconds) as skater_seconds
    from {{ ref("fact_shifts_player") }}
    where {{ in_scope() }} and not is_goalie
    group by game_id, venue

),

stints as (

    {% for venue in ["home", "away"] %}
    select game_id, '{{ venue }}' as venue, sum(duration_seconds * {{ venue }}_skaters) as skater_seconds
    from {{ ref("fact_shifts") }}
    where {{ in_scope() }}
    group by game_id
    {{ "union all" if not loop.last }}
    {% endfor %}

)

select
    stints.game_id,
    stints.venue,
    stints.skater_seconds as seconds_of_stints,
    players.skater_seconds as seconds_of_players
from stints
left join players on stints.game_id = players.game_id and stints.venue = players.venue
where stints.skater_seconds <> coalesce(players.skater_seconds, 0)
