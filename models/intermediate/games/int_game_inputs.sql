-- One row per game: what kinds of input the tracking has. A statistic whose input is missing is NULL, not 0.
{{ config(indexes=[
    {"columns": ["game_id"], "unique": true},
]) }}
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }}

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

event_inputs as (

    select
        game_id,
        bool_or(event_type = 'Pass') as has_passes,
        bool_or(event_type = 'Zone_Entry_Exit') as has_zone_play,
        bool_or(event_type = 'Turnover') as has_turnovers,
        bool_or(event_type = 'Faceoff') as has_faceoffs,
        bool_or(event_type = 'Faceoff' and event_team_zone is not null) as has_faceoff_zones,
        bool_or(event_type = 'Turnover' and event_team_zone is not null) as has_turnover_zones,
        bool_or(event_type = 'Hit') as has_hits,
        bool_or(event_type = 'Save') as has_saves,
        bool_or(event_type = 'LoosePuck') as has_puck_battles,
        bool_or(event_type = 'Possession') as has_possessions,
        bool_or(giveaway_quality is not null) as has_giveaway_qualities,
        bool_or(is_shot_attempt and puck_x is not null) as has_shot_xy,
        bool_or(event_type = 'Pass' and event_player_2_id is not null) as has_pass_targets
    from events
    group by game_id

),

detail_inputs as (

    select
        game_id,
        bool_or(play_detail1 is not null or play_detail2 is not null) as has_play_details,
        bool_or(play_detail_successful is not null) as has_play_success
    from event_players
    group by game_id

),

shift_inputs as (

    select game_id, true as has_shifts from stints group by game_id

),

final as (

    select
        games.game_id,
        coalesce(shift_inputs.has_shifts, false) as has_shifts,
        {% for flag in [
            "has_passes", "has_zone_play", "has_turnovers", "has_faceoffs", "has_faceoff_zones", "has_turnover_zones", "has_hits",
            "has_saves", "has_puck_battles", "has_possessions", "has_giveaway_qualities", "has_shot_xy",
            "has_pass_targets",
        ] %}
        coalesce(event_inputs.{{ flag }}, false) as {{ flag }},
        {% endfor %}
        coalesce(shift_inputs.has_shifts and event_inputs.has_faceoff_zones, false) as has_shift_zones,
        coalesce(detail_inputs.has_play_details, false) as has_play_details,
        coalesce(detail_inputs.has_play_success, false) as has_play_success
    from games
    left join event_inputs on games.game_id = event_inputs.game_id
    left join detail_inputs on games.game_id = detail_inputs.game_id
    left join shift_inputs on games.game_id = shift_inputs.game_id

)

select * from final
