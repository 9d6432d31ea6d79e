-- One row per season, game type and goalie: totals of his tracked games, and ratios made of the totals.
with

goalie_games as (

    select
        goalies.*,
        games.game_kind as game_type,
        coalesce(goalies.official_goals_against, goalies.goals_against) as used_goals_against,
        coalesce(goalies.toi_reliable and goalies.toi_seconds > 0, false) as has_ice_time,
        coalesce(goalies.toi_reliable and goalies.game_is_complete and goalies.toi_seconds > 0, false) as has_rates
    from {{ ref("fact_goalie_game_stats") }} as goalies
    inner join {{ ref("int_games") }} as games on goalies.game_id = games.game_id

),

totals as (

    select
        season_id,
        game_type,
        player_id,
        min(player_name) as player_name,
        mode() within group (order by team_id) as team_id,
        cast(count(distinct team_id) as integer) as team_count,

        -- games
        cast(count(*) as integer) as gp,
        {{ count_if("has_ice_time") }} as toi_gp,
        {{ count_if("has_rates") }} as rate_gp,
        {{ count_if("game_is_complete") }} as complete_gp,
        {{ count_if("is_shutout and game_is_complete") }} as shutouts,
        {% for column, condition in goalie_season_games().items() %}
        {{ count_if(condition) }} as {{ column }},
        {% endfor %}

        -- goals against
        {{ points_source("count(official_goals_against)", "count(*)") }} as points_source,
        cast(sum(used_goals_against) as integer) as goals_against,
        cast(sum(goals_against) as integer) as tracked_goals_against,
        cast(sum(official_goals_against) as integer) as official_goals_against,

        -- from all games
        {% for column in goalie_season_sums() %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        {% for column, type in goalie_season_value_sums().items() %}
        cast(sum({{ column }}) as {{ type }}) as {{ column }},
        {% endfor %}

        -- from games with reliable ice times, and from those with complete events as well
        cast(sum(toi_seconds) filter (where has_ice_time) as integer) as toi_seconds,
        cast(sum(toi_seconds) filter (where has_rates) as integer) as rate_toi_seconds,
        cast(sum(used_goals_against) filter (where has_rates) as integer) as rate_goals_against,
        cast(sum(shots_against) filter (where has_rates) as integer) as rate_shots_against,
        cast(sum(goals_saved_above_expected) filter (where has_rates) as numeric(10, 4)) as rate_goals_saved_above_expected
    from goalie_games
    group by season_id, game_type, player_id

),

final as (

    select
        totals.*,
        {{ goalie_season_ratios("totals") }}
    from totals

)

select * from final
