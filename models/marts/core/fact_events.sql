-- One row per tracked event: when, what, who, where, with which strength and score, and the chance of a shot.
-- Over 100 lines: every published column of an event, in groups.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id", "event_number"]},
    {"columns": ["shift_key"]},
    {"columns": ["event_player_1_id", "event_type"]},
]) }}
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

periods as (

    select * from {{ ref("int_periods") }} where {{ in_scope() }}

),

event_stints as (

    select * from {{ ref("int_event_stints") }} where {{ in_scope() }}

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

sides as (

    select event_key, team_venue, opp_venue from {{ ref("int_events") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }}

),

other_players as (

    -- players beyond those that int_events holds; a role counts only for the side it stands for
    select
        event_players.event_key,
        {% for number in [4, 5, 6] %}
        min(event_players.player_id) filter (where event_players.role_side = 'event' and event_players.role_number = {{ number }})
            as event_player_{{ number }}_id,
        {% endfor %}
        {% for number in [2, 3, 4, 5, 6] %}
        min(event_players.player_id) filter (where event_players.role_side = 'opp' and event_players.role_number = {{ number }})
            as opp_player_{{ number }}_id
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from event_players
    inner join sides on event_players.event_key = sides.event_key
    where event_players.team_venue = case event_players.role_side when 'event' then sides.team_venue else sides.opp_venue end
    group by event_players.event_key

),

final as (

    select
        -- keys
        events.event_key,
        events.game_id,
        event_stints.shift_key,
        events.event_index,
        events.event_number,
        events.linked_event_index,
        shots.goal_event_key,
        goals.shot_event_key,

        -- clock
        events.period,
        events.clock_seconds,
        events.end_clock_seconds,
        events.game_seconds - periods.elapsed_before_seconds as period_seconds,
        events.game_seconds,

        -- codes
        events.event_type,
        events.event_detail,
        events.event_detail_2,
        events.play_detail1,
        events.play_detail2,
        cast(events.event_successful as text) as event_successful,
        events.event_team_zone,
        events.method,
        events.is_controlled,
        events.giveaway_quality,
        events.penalty_minutes,
        events.is_highlight,

        -- what it counts as
        events.is_marker,
        events.is_shootout,
        events.is_goal,
        events.is_shot_attempt,
        coalesce(shots.is_on_goal, false) as is_shot_on_goal,
        coalesce(shots.is_unblocked, false) as is_unblocked_attempt,
        coalesce(shots.is_blocked, false) as is_blocked,
        coalesce(shots.is_blocked_by_team_mate, false) as is_blocked_by_team_mate,
        coalesce(shots.is_goal, false) as is_scoring_shot,
        events.is_penalty_shot,
        coalesce(goals.is_empty_net, shots.is_empty_net, false) as is_empty_net,
        shots.is_rebound,
        shots.is_rush,

        -- who
        events.team_venue as venue,
        case events.team_venue when 'home' then games.home_team_id when 'away' then games.away_team_id end as team_id,
        case events.team_venue when 'home' then games.away_team_id when 'away' then games.home_team_id end as opponent_team_id,
        events.event_player_1_id,
        events.event_player_2_id,
        events.event_player_3_id,
        other_players.event_player_4_id,
        other_players.event_player_5_id,
        other_players.event_player_6_id,
        events.opp_player_1_id,
        other_players.opp_player_2_id,
        other_players.opp_player_3_id,
        other_players.opp_player_4_id,
        other_players.opp_player_5_id,
        other_players.opp_player_6_id,
        coalesce(goals.goalie_id, shots.goalie_id) as goalie_id,

        -- strength and score
        stints.strength,
        case
            -- a penalty may be over as a goal falls
            when goals.event_key is not null and not goals.is_penalty_shot then goals.situation
            when shots.goal_event_key is not null and not shots.is_penalty_shot then shots.situation
            when events.team_venue = 'home' then stints.home_situation
            when events.team_venue = 'away' then stints.away_situation
        end as situation,
        events.home_score_before,
        events.away_score_before,
        case events.team_venue
            when 'home' then events.home_score_before - events.away_score_before
            when 'away' then events.away_score_before - events.home_score_before
        end as score_difference,

        -- where, and the chance
        events.puck_x,
        events.puck_y,
        shots.distance_feet,
        shots.angle_degrees,
        shots.danger,
        shots.xg
    from events
    inner join games on events.game_id = games.game_id
    left join periods on events.game_id = periods.game_id and events.period = periods.period
    left join event_stints on events.event_key = event_stints.event_key
    left join stints on event_stints.shift_key = stints.shift_key
    left join shots on events.event_key = shots.event_key
    left join goals on events.event_key = goals.event_key
    left join other_players on events.event_key = other_players.event_key

)

{{ with_build_stamp() }}
