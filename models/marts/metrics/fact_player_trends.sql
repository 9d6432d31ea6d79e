-- One row per game and player who played: his headline statistics in it, over the last five and ten games, this season so far,
-- his streaks and his form. Games are those of one kind (regular, playoffs), in order of date.
-- Over 100 lines: every statistic has the same columns over three stretches.
{{ config(materialized="view") }}
{% set stats = ["goals", "assists", "points", "sog", "xg_for", "game_score", "toi_seconds"] %}
with

players as (

    select * from {{ ref("fact_player_game_stats") }}

),

games as (

    select * from {{ ref("int_games") }}

),

player_games as (

    select
        players.game_id,
        players.player_id,
        players.player_name,
        players.team_id,
        players.season_id,
        games.game_kind as game_type,
        players.game_date,
        coalesce(players.official_goals, players.goals) as goals,
        coalesce(players.official_assists, players.assists) as assists,
        coalesce(players.official_goals, players.goals) + coalesce(players.official_assists, players.assists) as points,
        players.sog,
        players.xg_for,
        players.game_score,
        case when players.toi_reliable then players.toi_seconds end as toi_seconds
    from players
    inner join games on players.game_id = games.game_id
    -- a goalie who did not leave the bench did not play
    where {{ has_played("players") }} and games.decided_in is distinct from 'FORFEIT'

),

rolled as (

    select
        player_games.*,
        cast(row_number() over so_far as integer) as career_game_number,
        cast(row_number() over season as integer) as season_game_number,
        {% for stat in stats %}
        avg({{ stat }}) over (so_far rows 4 preceding) as {{ stat }}_last_5,
        avg({{ stat }}) over (so_far rows 9 preceding) as {{ stat }}_last_10,
        avg({{ stat }}) over season as {{ stat }}_season,
        {% endfor %}
        stddev_samp(game_score) over season as game_score_deviation,
        -- games without a point, or goal, so far: equal from one such game to the next
        count(*) filter (where points = 0) over so_far as games_without_point,
        count(*) filter (where goals = 0) over so_far as games_without_goal
    from player_games
    window
        so_far as (partition by player_id, game_type order by game_date, game_id),
        season as (partition by player_id, game_type, season_id order by game_date, game_id)

),

streaks as (

    select
        rolled.*,
        {% for stat in ["point", "goal"] %}
        cast(
            count(*) filter (where {{ stat }}s > 0) over (
                partition by player_id, game_type, games_without_{{ stat }} order by game_date, game_id
            ) as integer
        ) as {{ stat }}_streak,
        {% endfor %}
        {{ ratio("game_score_last_5 - game_score_season", "game_score_deviation", 2) }} as form_index
    from rolled

),

final as (

    select
        -- keys
        game_id,
        player_id,
        player_name,
        team_id,
        season_id,
        game_type,
        game_date,
        career_game_number,
        season_game_number,

        -- the game, and means per game
        {% for stat in stats %}
        {{ stat }},
        cast({{ stat }}_last_5 as numeric(12, 3)) as {{ stat }}_last_5,
        cast({{ stat }}_last_10 as numeric(12, 3)) as {{ stat }}_last_10,
        cast({{ stat }}_season as numeric(12, 3)) as {{ stat }}_season,
        {% endfor %}

        -- form
        point_streak,
        goal_streak,
        case when season_game_number >= 5 then form_index end as form_index,
        case
            when season_game_number < 5 or form_index is null then null
            when form_index >= 0.5 then 'hot'
            when form_index <= -0.5 then 'cold'
            else 'steady'
        end as form
    from streaks

)

{{ with_build_stamp(of_last_build=true) }}
