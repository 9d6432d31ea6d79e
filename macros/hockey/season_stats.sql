{# Season table of players; with `by_team` a row for each team a player played for. #}
{% macro player_season_stats(by_team=false) -%}
with

players as (

    select * from {{ ref("fact_player_game_stats") }} where {{ season_in_scope("player_id") }}

),

games as (

    select * from {{ ref("int_games") }}

),

player_games as (

    select
        players.*,
        games.game_kind as game_type,
        coalesce(players.official_goals, players.goals) as used_goals,
        coalesce(players.official_assists, players.assists) as used_assists,
        coalesce(players.official_pim, players.pim) as used_pim,
        -- a goalie who did not leave the bench did not play
        {{ has_played("players") }} as is_played,
        coalesce(players.toi_reliable and players.toi_seconds > 0, false) as has_ice_time,
        coalesce(players.toi_reliable and players.game_is_complete and players.toi_seconds > 0, false) as has_rates
    from players
    inner join games on players.game_id = games.game_id
    -- nobody's statistics come from a forfeit
    where games.decided_in is distinct from 'FORFEIT'

),

{% set sums = player_season_sums() -%}
totals as (

    select
        season_id,
        game_type,
        player_id,
        min(player_name) as player_name,
        {% if by_team %}
        team_id,
        {% else %}
        mode() within group (order by team_id) as team_id,
        cast(count(distinct team_id) as integer) as team_count,
        {% endif %}
        mode() within group (order by position_code) as position_code,
        bool_or(is_rostered) as is_rostered,

        -- games
        {{ count_if("is_played") }} as gp,
        {{ count_if("has_ice_time") }} as toi_gp,
        {{ count_if("has_rates") }} as rate_gp,
        {{ count_if("game_is_complete") }} as complete_gp,

        -- points
        {{ points_source("count(official_goals)", "count(*)") }} as points_source,
        cast(sum(used_goals) as integer) as goals,
        cast(sum(used_assists) as integer) as assists,
        cast(sum(used_goals + used_assists) as integer) as points,
        cast(sum(used_pim) as integer) as pim,
        {% for stat in ["goals", "assists", "pim"] %}
        cast(sum({{ stat }}) as integer) as tracked_{{ stat }},
        cast(sum(official_{{ stat }}) as integer) as official_{{ stat }},
        {% endfor %}

        -- from all games
        {% for column in sums["all"] %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        cast(sum(xg_for) as numeric(10, 4)) as xg_for,
        cast(sum(game_score) as numeric(10, 3)) as game_score,

        -- from games with reliable ice times
        {% for column in sums["ice_time"] %}
        cast(sum({{ column }}) filter (where has_ice_time) as integer) as {{ column }},
        {% endfor %}

        -- from games with reliable ice times and complete events
        {% for column in sums["on_ice"] %}
        cast(sum({{ column }}) filter (where has_rates) as integer) as {{ column }},
        {% endfor %}
        {% for column in sums["on_ice_xg"] %}
        cast(sum({{ column }}) filter (where has_rates) as numeric(10, 4)) as {{ column }},
        {% endfor %}
        cast(sum(toi_seconds) filter (where has_rates) as integer) as rate_toi_seconds,
        cast(sum(used_goals) filter (where has_rates) as integer) as rate_goals,
        cast(sum(used_assists) filter (where has_rates) as integer) as rate_assists,
        cast(sum(shots) filter (where has_rates) as integer) as rate_shots
    from player_games
    group by season_id, game_type, player_id{{ ", team_id" if by_team }}

),

final as (

    select
        totals.*,
        {{ player_season_ratios("totals") }}
    from totals

)

select * from final
{%- endmacro %}

{# Season table of goalies; with `by_team` a row for each team a goalie played for. #}
{% macro goalie_season_stats(by_team=false) -%}
with

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }} where {{ season_in_scope("player_id") }}

),

games as (

    select * from {{ ref("int_games") }}

),

goalie_games as (

    select
        goalies.*,
        games.game_kind as game_type,
        coalesce(goalies.official_goals_against, goalies.goals_against) as used_goals_against,
        coalesce(goalies.toi_reliable and goalies.toi_seconds > 0, false) as has_ice_time,
        coalesce(goalies.toi_reliable and goalies.game_is_complete and goalies.toi_seconds > 0, false) as has_rates
    from goalies
    inner join games on goalies.game_id = games.game_id
    -- nobody's statistics come from a forfeit
    where games.decided_in is distinct from 'FORFEIT'

),

totals as (

    select
        season_id,
        game_type,
        player_id,
        min(player_name) as player_name,
        {% if by_team %}
        team_id,
        {% else %}
        mode() within group (order by team_id) as team_id,
        cast(count(distinct team_id) as integer) as team_count,
        {% endif %}

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
    group by season_id, game_type, player_id{{ ", team_id" if by_team }}

),

final as (

    select
        totals.*,
        {{ goalie_season_ratios("totals") }}
    from totals

)

select * from final
{%- endmacro %}
