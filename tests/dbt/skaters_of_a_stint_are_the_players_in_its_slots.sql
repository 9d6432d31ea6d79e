-- Fails with every stint whose count of skaters or whose goalie is not what its players say.
with

players as (

    select
        shift_key,
        {% for venue in ["home", "away"] %}
        count(*) filter (where venue = '{{ venue }}' and not is_goalie) as {{ venue }}_skaters,
        count(*) filter (where venue = '{{ venue }}' and is_goalie) as {{ venue }}_goalies,
        {% endfor %}
        min(game_id) as game_id
    from {{ ref("fact_shifts_player") }}
    where {{ in_scope() }}
    group by shift_key

),

stints as (

    select
        {% for venue in ["home", "away"] %}
        {% for slot in range(1, 7) %}
        case when {{ venue }}_player_{{ slot }}_id is null then 0 else 1 end +
        {%- endfor %} 0 as {{ venue }}_slots,
        case when {{ venue }}_goalie_id is null then 0 else 1 end as {{ venue }}_goalies,
        {{ venue }}_skaters,
        {% endfor %}
        shift_key
    from {{ ref("fact_shifts") }}
    where {{ in_scope() }}

)

select stints.shift_key
from stints
left join players on stints.shift_key = players.shift_key
where
    players.shift_key is null
    {% for venue in ["home", "away"] %}
    or stints.{{ venue }}_skaters <> players.{{ venue }}_skaters
    or stints.{{ venue }}_slots <> players.{{ venue }}_skaters
    or stints.{{ venue }}_goalies <> players.{{ venue }}_goalies
    {% endfor %}
