-- One row per game and goalie who stood in a net or made a save: shots, saves, goals against, ice time, expected goals.
{{ config(indexes=[
    {"columns": ["game_id", "player_id"], "unique": true},
    {"columns": ["player_id"]},
]) }}
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and is_goalie

),

saves as (

    select * from {{ ref("int_goalie_game__saves") }}

),

goals_against as (

    select * from {{ ref("int_goalie_game__goals_against") }}

),

shots_faced as (

    select * from {{ ref("int_goalie_game__shots_faced") }}

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

),

completeness as (

    select * from {{ ref("int_game_completeness") }} where {{ in_scope() }}

),

officials as (

    select * from {{ ref("int_official_results") }} where {{ in_scope() }}

),

weights as (

    select
        max(goalie_weight) filter (where stat = 'saves') as saves,
        max(goalie_weight) filter (where stat = 'goals_against') as goals_against
    from {{ ref("game_score_weights") }}

),

ice_time as (

    select
        game_id,
        player_id,
        cast(sum(duration_seconds) as integer) as toi_seconds
    from player_shifts
    group by game_id, player_id

),

goalies as (

    select game_id, player_id from ice_time
    union
    select game_id, player_id from saves
    union
    select game_id, player_id from goals_against

),

final as (

    select
        -- keys
        'GG' || cast(goalies.game_id as text) || goalies.player_id as goalie_game_key,
        goalies.game_id,
        goalies.player_id,
        game_players.player_name,
        game_players.team_id,
        cast(game_players.team_venue as text) as venue,
        case game_players.team_venue when 'home' then games.away_team_id else games.home_team_id end as opponent_team_id,
        games.season_id,
        games.game_date,
        game_players.player_number,

        -- official
        officials.goals_against as official_goals_against,
        officials.saves as official_saves,
        officials.shots_against as official_shots_against,

        -- reliability
        completeness.is_complete as game_is_complete,
        completeness.toi_reliable,

        -- shots, saves and goals: shots against = saves + goals against
        coalesce(saves.saves, 0) + coalesce(goals_against.goals_against, 0) as shots_against,
        {% for column in ["saves", "even_strength_saves", "short_handed_saves", "power_play_saves", "first_period_saves",
                          "second_period_saves", "third_period_saves", "overtime_saves"] %}
        coalesce(saves.{{ column }}, 0) as {{ column }},
        {% endfor %}
        {% for column in ["goals_against", "even_strength_goals_against", "short_handed_goals_against",
                          "power_play_goals_against", "penalty_shot_goals_against", "first_period_goals_against", "second_period_goals_against",
                          "third_period_goals_against", "overtime_goals_against"] %}
        coalesce(goals_against.{{ column }}, 0) as {{ column }},
        {% endfor %}
        {% for column in ["saves_freeze", "saves_rebound", "saves_played"] %}
        case when inputs.has_saves then coalesce(saves.{{ column }}, 0) end as {{ column }},
        {% endfor %}

        -- attempts and chances
        {% for column in ["attempts_against", "unblocked_attempts_against", "rebound_shots_against", "xg_against"] %}
        coalesce(shots_faced.{{ column }}, 0) as {{ column }},
        {% endfor %}
        {% for column in ["high_danger_shots_against", "medium_danger_shots_against", "low_danger_shots_against",
                          "high_danger_goals_against"] %}
        case when inputs.has_shot_xy then coalesce(shots_faced.{{ column }}, 0) end as {{ column }},
        {% endfor %}
        case when inputs.has_zone_play then coalesce(shots_faced.rush_shots_against, 0) end as rush_shots_against,

        -- ice time
        case when inputs.has_shifts then coalesce(ice_time.toi_seconds, 0) end as toi_seconds,

        -- ratios
        {{ pct(
            "coalesce(saves.saves, 0)", "coalesce(saves.saves, 0) + coalesce(goals_against.goals_against, 0)"
        ) }} as save_pct,
        {{ per_60("coalesce(goals_against.goals_against, 0)", "ice_time.toi_seconds") }} as goals_against_average,
        {{ per_60("coalesce(saves.saves, 0) + coalesce(goals_against.goals_against, 0)", "ice_time.toi_seconds") }}
            as shots_against_per_60,
        coalesce(shots_faced.xg_against, 0) - coalesce(goals_against.goals_against, 0) as goals_saved_above_expected,
        coalesce(goals_against.goals_against, 0) = 0
            and count(*) over (partition by goalies.game_id, game_players.team_venue) = 1 as is_shutout,
        round(
            weights.saves * coalesce(saves.saves, 0) + weights.goals_against * coalesce(goals_against.goals_against, 0), 3
        ) as game_score
    from goalies
    inner join game_players on goalies.game_id = game_players.game_id and goalies.player_id = game_players.player_id
    inner join games on goalies.game_id = games.game_id
    inner join inputs on goalies.game_id = inputs.game_id
    inner join completeness on goalies.game_id = completeness.game_id
    left join ice_time on goalies.game_id = ice_time.game_id and goalies.player_id = ice_time.player_id
    left join saves on goalies.game_id = saves.game_id and goalies.player_id = saves.player_id
    left join goals_against on goalies.game_id = goals_against.game_id and goalies.player_id = goals_against.player_id
    left join shots_faced on goalies.game_id = shots_faced.game_id and goalies.player_id = shots_faced.player_id
    left join officials on goalies.game_id = officials.game_id and goalies.player_id = officials.player_id
    cross join weights

)

select * from final
