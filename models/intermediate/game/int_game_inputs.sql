-- One row per game: what kinds of input the tracking has. A statistic whose input is missing is NULL, not 0.
-- Over 100 lines: one flag for each kind of input, most of them a line.
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

play_details as (

    select * from {{ ref("play_details") }}

),

pass_ends as (

    select * from {{ ref("int_pass_ends") }}

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

event_inputs as (

    select
        game_id,
        bool_or(not is_marker) as has_events,
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
        bool_or(event_type = 'Possession' or event_detail_2 = 'ZoneEntry_CarriedBreakaway') as has_breakaways,
        bool_or(giveaway_quality is not null) as has_giveaway_qualities,
        bool_or(is_shot_attempt and puck_x is not null) as has_shot_xy,
        bool_or(event_type = 'Pass' and event_player_2_id is not null) as has_pass_targets,
        bool_or(event_type = 'Pass' and event_player_2_id is not null and event_team_zone is not null) as has_target_zones,
        bool_or(event_type = 'Pass' and event_team_zone is not null) as has_pass_zones,
        bool_or(event_type = 'Hit' and event_team_zone is not null) as has_hit_zones,
        bool_or(event_type = 'LoosePuck' and event_team_zone is not null) as has_battle_zones,
        bool_or(is_blocked and event_team_zone is not null) as has_block_zones,
        bool_or(event_type = 'Zone_Entry_Exit') and bool_or(event_type = 'Turnover') as has_counter_attacks,
        bool_or(event_team_zone is not null) as has_zones,
        bool_or(is_shot_attempt and method is not null) as has_shot_methods,
        -- defenders of passes, entries and possessions; a hit or a blocked shot always has one
        bool_or(event_type in ('Pass', 'Zone_Entry_Exit', 'Possession') and opp_player_1_id is not null) as has_defenders
    from events
    group by game_id

),

detail_inputs as (

    -- what a player did; NHL files note the type of a shot or the reason of a whistle as one
    select
        event_players.game_id,
        bool_or(plays_1.measure is not null or plays_2.measure is not null) as has_play_details,
        bool_or(event_players.play_detail_successful is not null) as has_play_success,
        bool_or(coalesce(plays_1.play_category = 'odd_man_rush' or plays_2.play_category = 'odd_man_rush', false))
            as has_odd_man_rushes,
        bool_or(plays_1.shot_type is not null or plays_2.shot_type is not null) as has_shot_plays
    from event_players
    left join play_details as plays_1 on event_players.play_detail1 = plays_1.play_detail
    left join play_details as plays_2 on event_players.play_detail2 = plays_2.play_detail
    where
        event_players.play_detail1 is not null
        or event_players.play_detail2 is not null
        or event_players.play_detail_successful is not null
    group by event_players.game_id

),

pass_inputs as (

    select game_id, true as has_pass_ends from pass_ends group by game_id

),

shift_inputs as (

    select game_id, true as has_shifts from stints group by game_id

),

final as (

    select
        games.game_id,
        coalesce(shift_inputs.has_shifts, false) as has_shifts,
        coalesce(shift_inputs.has_shifts and event_inputs.has_events, false) as has_ice_events,
        {% for flag in [
            "has_events", "has_passes", "has_zone_play", "has_turnovers", "has_faceoffs", "has_faceoff_zones", "has_turnover_zones", "has_hits",
            "has_saves", "has_puck_battles", "has_possessions", "has_giveaway_qualities", "has_shot_xy",
            "has_pass_targets", "has_target_zones", "has_pass_zones", "has_hit_zones", "has_battle_zones", "has_block_zones",
            "has_counter_attacks", "has_defenders", "has_breakaways",
        ] %}
        coalesce(event_inputs.{{ flag }}, false) as {{ flag }},
        {% endfor %}
        coalesce(shift_inputs.has_shifts and event_inputs.has_faceoff_zones, false) as has_shift_zones,
        coalesce(detail_inputs.has_play_details, false) as has_play_details,
        coalesce(detail_inputs.has_play_success, false) as has_play_success,
        coalesce(detail_inputs.has_play_details and event_inputs.has_zones, false) as has_play_detail_zones,
        coalesce(detail_inputs.has_odd_man_rushes, false) as has_odd_man_rushes,
        coalesce(event_inputs.has_shot_methods, false) or coalesce(detail_inputs.has_shot_plays, false) as has_shot_types,
        coalesce(pass_inputs.has_pass_ends, false) as has_pass_ends
    from games
    left join event_inputs on games.game_id = event_inputs.game_id
    left join detail_inputs on games.game_id = detail_inputs.game_id
    left join shift_inputs on games.game_id = shift_inputs.game_id
    left join pass_inputs on games.game_id = pass_inputs.game_id

)

select * from final
