-- Fails with every team whose goalies' ice time is not the time its stints have a goalie in the net.
with

guarded as (

    {% for venue in ["home", "away"] %}
    select
        game_id,
        '{{ venue }}' as venue,
        {{ sum_if("duration_seconds", venue ~ "_goalie_id is not null") }} as seconds
    from {{ ref("fact_shifts") }}
    where {{ in_scope() }}
    group by game_id
    {{ "union all" if not loop.last }}
    {% endfor %}

),

goalies as (

    select game_id, venue, sum(toi_seconds) as seconds
    from {{ ref("fact_goalie_game_stats") }}
    where {{ in_scope() }}
    group by game_id, venue

)

select
    guarded.game_id,
    guarded.venue,
    guarded.seconds as guarded_seconds,
    goalies.seconds as goalies_seconds
from guarded
left join goalies on guarded.game_id = goalies.game_id and guarded.venue = goalies.venue
where guarded.seconds <> coalesce(goalies.seconds, 0)
