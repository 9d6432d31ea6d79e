-- One row per game and side: clock seconds in each situation, strength and score state, from the stints.
with

states as (

    select * from {{ ref("int_stint_states") }} where {{ in_scope() }}

),

sides as (

    select
        game_id,
        'home' as team_venue,
        home_situation as situation,
        cast(home_skaters as text) || 'v' || cast(away_skaters as text) as strength,
        home_lead as lead,
        seconds
    from states
    union all
    select
        game_id,
        'away' as team_venue,
        away_situation as situation,
        cast(away_skaters as text) || 'v' || cast(home_skaters as text) as strength,
        -home_lead as lead,
        seconds
    from states

),

final as (

    select
        game_id,
        team_venue,
        cast(sum(seconds) as integer) as toi_seconds,

        -- by situation: these add up to toi_seconds
        {% for situation in ["even", "power_play", "short_handed", "empty_net_for", "empty_net_against"] %}
        {{ sum_if("seconds", "situation = '" ~ situation ~ "'") }} as toi_{{ situation }}_seconds,
        {% endfor %}

        -- by strength, both goalies in
        {% for strength in ["5v5", "4v4", "3v3"] %}
        {{ sum_if("seconds", "situation = 'even' and strength = '" ~ strength ~ "'") }} as toi_{{ strength }}_seconds,
        {% endfor %}
        {% for strength in ["5v4", "5v3", "4v3"] %}
        {{ sum_if("seconds", "situation = 'power_play' and strength = '" ~ strength ~ "'") }} as toi_{{ strength }}_seconds,
        {% endfor %}
        {% for strength in ["4v5", "3v5", "3v4"] %}
        {{ sum_if("seconds", "situation = 'short_handed' and strength = '" ~ strength ~ "'") }} as toi_{{ strength }}_seconds,
        {% endfor %}

        -- by score: these add up to toi_seconds
        {{ sum_if("seconds", "lead > 0") }} as toi_leading_seconds,
        {{ sum_if("seconds", "lead = 0") }} as toi_tied_seconds,
        {{ sum_if("seconds", "lead < 0") }} as toi_trailing_seconds
    from sides
    group by game_id, team_venue

)

select * from final
