-- One row per game and team: result, goals, shots, special teams and team counts, with the opponent's where it matters.
{{ config(indexes=[
    {"columns": ["game_id", "team_id"], "unique": true},
    {"columns": ["team_id"]},
]) }}
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

),

completeness as (

    select * from {{ ref("int_game_completeness") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_team_game__goals") }}

),

shots as (

    select * from {{ ref("int_team_game__shots") }}

),

events as (

    select * from {{ ref("int_team_game__events") }}

),

blocks as (

    select * from {{ ref("int_team_game__blocks") }}

),

ice_time as (

    select * from {{ ref("int_team_game__ice_time") }}

),

penalties as (

    select * from {{ ref("int_team_game__penalties") }}

),

final as (

    select
        -- keys
        games.game_id,
        case goals.team_venue when 'home' then games.home_team_id else games.away_team_id end as team_id,
        goals.team_venue as venue,
        case goals.team_venue when 'home' then games.away_team_id else games.home_team_id end as opponent_team_id,
        case goals.team_venue when 'home' then games.home_team_name else games.away_team_name end as team_name,
        games.season_id,
        games.game_date,

        -- official
        case goals.team_venue when 'home' then games.official_home_goals else games.official_away_goals end as official_goals,
        case goals.team_venue when 'home' then games.official_away_goals else games.official_home_goals end
            as official_goals_against,

        -- reliability
        completeness.is_complete as game_is_complete,
        completeness.toi_reliable,

        -- goals
        {% for column in ["goals", "even_strength_goals", "power_play_goals", "shorthanded_goals", "penalty_shot_goals",
                          "empty_net_goals", "first_period_goals", "second_period_goals", "third_period_goals",
                          "overtime_goals", "unattributed_goals", "shootout_goals"] %}
        goals.{{ column }},
        {% endfor %}
        goals_against.goals as goals_against,
        goals_against.power_play_goals as power_play_goals_against,
        goals_against.shorthanded_goals as shorthanded_goals_against,
        goals_against.empty_net_goals as empty_net_goals_against,

        -- shots
        {% for column in ["shots", "sog", "shots_missed", "shots_blocked", "unblocked_shots", "shots_5v5", "rebound_shots",
                          "unattributed_shots", "first_period_sog", "second_period_sog", "third_period_sog", "overtime_sog"] %}
        coalesce(shots.{{ column }}, 0) as {{ column }},
        {% endfor %}
        case when inputs.has_shot_xy then coalesce(shots.high_danger_shots, 0) end as high_danger_shots,
        case when inputs.has_zone_play then coalesce(shots.rush_shots, 0) end as rush_shots,
        coalesce(shots_against.sog, 0) as sog_against,
        coalesce(shots.shots, 0) as cf,
        coalesce(shots_against.shots, 0) as ca,
        coalesce(shots.unblocked_shots, 0) as ff,
        coalesce(shots_against.unblocked_shots, 0) as fa,
        coalesce(shots.xg, 0) as xgf,
        coalesce(shots_against.xg, 0) as xga,

        -- team counts
        coalesce(blocks.blocks, 0) as blocks,
        case when inputs.has_saves then coalesce(events.saves, 0) else coalesce(shots_against.saved_shots, 0) end as saves,
        -- shots on goal against that nobody is noted to have saved, less saves of no noted shot
        coalesce(shots_against.saved_shots, 0)
            - case when inputs.has_saves then coalesce(events.saves, 0) else coalesce(shots_against.saved_shots, 0) end
            as shots_without_save,
        coalesce(penalties.pim, 0) as pim,
        coalesce(penalties.bench_pim, 0) as bench_pim,
        coalesce(penalties.penalties, 0) as penalties,
        {% for need, columns in {
            "has_faceoffs": ["fo_wins", "fo_losses"],
            "has_hits": ["hits"],
            "has_turnovers": ["giveaways", "takeaways"],
            "has_passes": ["pass_attempts", "pass_completed"],
            "has_zone_play": ["zone_entries", "zone_entries_controlled", "zone_exits", "zone_exits_controlled", "zone_keepins"],
        }.items() %}
        {% for column in columns %}
        case when inputs.{{ need }} then coalesce(events.{{ column }}, 0) end as {{ column }},
        {% endfor %}
        {% endfor %}

        -- ice time
        {% for column in ["toi_seconds", "toi_even_seconds", "toi_5v5_seconds", "toi_power_play_seconds",
                          "toi_short_handed_seconds", "toi_empty_net_for_seconds", "toi_empty_net_against_seconds"] %}
        ice_time.{{ column }},
        {% endfor %}

        -- percentages, 0 to 100
        {{ pct("goals.goals", "shots.sog") }} as shooting_pct,
        {{ pct("shots_against.sog - goals_against.goals", "shots_against.sog") }} as save_pct,
        {{ pct("shots.shots", "coalesce(shots.shots, 0) + coalesce(shots_against.shots, 0)") }} as cf_pct,
        {{ pct("shots.unblocked_shots", "coalesce(shots.unblocked_shots, 0) + coalesce(shots_against.unblocked_shots, 0)") }}
            as ff_pct,
        {{ pct("shots.xg", "coalesce(shots.xg, 0) + coalesce(shots_against.xg, 0)") }} as xg_pct,
        {{ pct("events.fo_wins", "events.fo_wins + events.fo_losses") }} as fo_pct,
        {{ pct("events.pass_completed", "events.pass_attempts") }} as pass_pct,
        {{ pct("events.zone_entries_controlled", "events.zone_entries") }} as zone_entry_control_pct,
        {{ pct("events.zone_exits_controlled", "events.zone_exits") }} as zone_exit_control_pct
    from games
    inner join goals on games.game_id = goals.game_id
    inner join goals as goals_against on goals.game_id = goals_against.game_id and goals.team_venue <> goals_against.team_venue
    inner join inputs on games.game_id = inputs.game_id
    inner join completeness on games.game_id = completeness.game_id
    left join shots on goals.game_id = shots.game_id and goals.team_venue = shots.team_venue
    left join shots as shots_against
        on goals.game_id = shots_against.game_id and goals_against.team_venue = shots_against.team_venue
    left join events on goals.game_id = events.game_id and goals.team_venue = events.team_venue
    left join blocks on goals.game_id = blocks.game_id and goals.team_venue = blocks.team_venue
    left join ice_time on goals.game_id = ice_time.game_id and goals.team_venue = ice_time.team_venue
    left join penalties on goals.game_id = penalties.game_id and goals.team_venue = penalties.team_venue

)

select * from final
