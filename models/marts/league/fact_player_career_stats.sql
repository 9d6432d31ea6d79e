-- One row per game type and player: totals of all his seasons, and ratios made of the totals.
with

seasons as (

    select * from {{ ref("fact_player_season_stats") }}

),

{% set sums = player_season_sums() -%}
totals as (

    select
        game_type,
        player_id,
        min(player_name) as player_name,
        mode() within group (order by position_code) as position_code,
        cast(count(*) as integer) as season_count,

        -- games
        {% for column in ["gp", "toi_gp", "rate_gp", "complete_gp"] %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}

        -- points
        case when min(points_source) = max(points_source) then min(points_source) else 'mixed' end as points_source,
        {% for stat in ["goals", "assists", "points", "pim"] %}
        cast(sum({{ stat }}) as integer) as {{ stat }},
        {% endfor %}
        {% for stat in ["goals", "assists", "pim"] %}
        cast(sum(tracked_{{ stat }}) as integer) as tracked_{{ stat }},
        cast(sum(official_{{ stat }}) as integer) as official_{{ stat }},
        {% endfor %}

        -- from all games
        {% for column in sums["all"] %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        cast(sum(xg_for) as numeric(10, 4)) as xg_for,
        cast(sum(game_score) as numeric(10, 3)) as game_score,

        -- from games with reliable ice times, and from those with complete events as well
        {% for column in sums["ice_time"] + sums["on_ice"] %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        {% for column in sums["on_ice_xg"] %}
        cast(sum({{ column }}) as numeric(10, 4)) as {{ column }},
        {% endfor %}
        {% for column in ["rate_toi_seconds", "rate_goals", "rate_assists", "rate_shots"] %}
        cast(sum({{ column }}) as integer) as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from seasons
    group by game_type, player_id

),

final as (

    select
        totals.*,
        {{ player_season_ratios("totals") }}
    from totals

)

select * from final
