-- Fails with every pair of team mates whose counts together and apart are not what happened while the skater was on the ice.
{% set measures = ["gf", "ga", "cf", "ca", "ff", "fa", "xgf", "xga"] %}
with

totals as (

    select
        {% for measure in measures %}
        sum(case on_ice.venue when 'home' then stints.home_{{ measure }} else stints.away_{{ measure }} end) as {{ measure }},
        {% endfor %}
        on_ice.game_id,
        on_ice.player_id
    from {{ ref("fact_shifts_player") }} as on_ice
    inner join {{ ref("fact_shifts") }} as stints on on_ice.shift_key = stints.shift_key
    where {{ in_scope("on_ice.game_id") }} and not on_ice.is_goalie
    group by on_ice.game_id, on_ice.player_id

),

pairs as (

    select * from {{ ref("fact_wowy") }} where {{ in_scope() }}

)

select
    pairs.game_id,
    pairs.player_id,
    pairs.partner_id
from pairs
inner join totals on pairs.game_id = totals.game_id and pairs.player_id = totals.player_id
where
    {% for measure in measures %}
    {{ "or " if not loop.first }}pairs.{{ measure }}_with + pairs.{{ measure }}_without <> totals.{{ measure }}
    {% endfor %}
