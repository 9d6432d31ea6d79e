-- One row per game type and goalie: totals of all his seasons, and ratios made of the totals.
with

seasons as (

    select * from {{ ref("fact_goalie_season_stats") }}

),

totals as (

    select
        game_type,
        player_id,
        min(player_name) as player_name,
        cast(count(*) as integer) as season_count,

        -- games
        {% for column in ["gp", "toi_gp", "rate_gp", "complete_gp", "shutouts"] + goalie_season_games().keys() | list %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}

        -- goals against
        case when min(points_source) = max(points_source) then min(points_source) else 'mixed' end as points_source,
        {% for column in ["goals_against", "tracked_goals_against", "official_goals_against"] + goalie_season_sums() %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        {% for column, type in goalie_season_value_sums().items() %}
        cast(sum({{ column }}) as {{ type }}) as {{ column }},
        {% endfor %}

        -- from games with reliable ice times, and from those with complete events as well
        {% for column in ["toi_seconds", "rate_toi_seconds", "rate_goals_against", "rate_shots_against"] %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        cast(sum(rate_goals_saved_above_expected) as numeric(10, 4)) as rate_goals_saved_above_expected
    from seasons
    group by game_type, player_id

),

final as (

    select
        totals.*,
        {{ goalie_season_ratios("totals") }}
    from totals

)

select * from final
