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
        {% for column in ["gp", "toi_gp", "rate_gp", "complete_gp", "shutouts"] %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}

        -- goals against
        case when min(points_source) = max(points_source) then min(points_source) else 'mixed' end as points_source,
        {% for column in ["goals_against", "tracked_goals_against", "official_goals_against"] + goalie_season_sums() %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        cast(sum(xg_against) as numeric(10, 4)) as xg_against,
        cast(sum(goals_saved_above_expected) as numeric(10, 4)) as goals_saved_above_expected,
        cast(sum(game_score) as numeric(10, 3)) as game_score,

        -- from games with reliable ice times, and from those with complete events as well
        {% for column in ["toi_seconds", "rate_toi_seconds", "rate_goals_against", "rate_shots_against"] %}
        cast(sum({{ column }}) as integer) as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
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
