-- One row per tracked event in playing order: clock, sides, players, and what the vocabulary says of its codes.
-- Over 100 lines: every fact of an event is a column here, in groups.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
{% set role_side -%}
    case when numbered.is_turned then case event_players.role_side when 'event' then 'opp' else 'event' end else event_players.role_side end
{%- endset %}
with

events as (

    select * from {{ ref("int_events__scored") }} where {{ in_scope() }}

),

periods as (

    select * from {{ ref("int_periods") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }}

),

numbered as (

    select
        events.*,
        {{ other_venue("events.credited_venue") }} as opp_venue,
        periods.elapsed_before_seconds + periods.length_seconds - events.clock_seconds as game_seconds,
        coalesce(periods.is_overtime, false) and not events.is_shootout as is_overtime,
        coalesce(periods.is_last_period, false) as is_last_period
    from events
    left join periods on events.game_id = periods.game_id and events.period = periods.period

),

credited as (

    -- a role counts only for the side it stands for: an "opponent" of the own side is no opponent
    select
        event_key,
        coalesce(bool_or(is_empty_net_noted), false) as is_empty_net_noted,
        min(player_id) filter (where role_side = 'event' and role_number = 1) as event_player_1_id,
        min(player_id) filter (where role_side = 'event' and role_number = 2 and is_role_venue) as event_player_2_id,
        min(player_id) filter (where role_side = 'event' and role_number = 3 and is_role_venue) as event_player_3_id,
        min(player_id) filter (where role_side = 'opp' and role_number = 1 and is_role_venue) as opp_player_1_id,
        min(player_id) filter (where role_side = 'opp' and role_number = 2 and is_role_venue) as opp_player_2_id
    from (
        select
            event_players.event_key,
            event_players.role_number,
            event_players.player_id,
            {{ role_side }} as role_side,
            event_players.team_venue = case {{ role_side }}
                when 'event' then numbered.credited_venue
                else numbered.opp_venue
            end as is_role_venue,
            event_players.play_detail1 = 'EmptyNet' or event_players.play_detail2 = 'EmptyNet' as is_empty_net_noted
        from event_players
        inner join numbered on event_players.event_key = numbered.event_key
    ) as roles
    group by event_key

),

final as (

    select
        -- keys
        numbered.event_key,
        numbered.game_id,
        numbered.event_index,
        numbered.event_number,
        numbered.linked_event_index,
        numbered.assist_to_goal_index,
        numbered.shift_index,

        -- clock
        numbered.period,
        numbered.is_overtime,
        numbered.is_last_period,
        numbered.clock_seconds,
        numbered.end_clock_seconds,
        numbered.game_seconds,

        -- codes
        numbered.event_type,
        numbered.event_detail,
        numbered.event_detail_2,
        numbered.play_detail1,
        numbered.play_detail2,
        numbered.event_successful,
        case when numbered.is_turned then {{ mirrored_zone("numbered.event_team_zone") }} else numbered.event_team_zone end
            as event_team_zone,
        numbered.method,
        numbered.is_controlled,
        numbered.giveaway_quality,
        case when numbered.is_attempt and numbered.is_goal then 's' else numbered.outcome end as outcome,

        -- what it counts as
        numbered.is_marker,
        numbered.is_shootout,
        numbered.is_goal,
        numbered.is_attempt as is_shot_attempt,
        numbered.is_on_goal as is_shot_on_goal,
        numbered.is_blocked,
        numbered.is_blocked_by_team_mate,
        numbered.is_scored as is_goal_detail,
        numbered.is_penalty_shot,
        numbered.goal_event_key,
        numbered.twin_key,
        (numbered.is_empty_net_noted or coalesce(credited.is_empty_net_noted, false)) and not numbered.is_shootout
            as is_empty_net_noted,
        numbered.is_own_goal,
        numbered.is_awarded,
        numbered.is_disallowed,
        numbered.is_turned,

        -- who
        numbered.credited_venue as team_venue,
        numbered.opp_venue,
        credited.event_player_1_id,
        credited.event_player_2_id,
        credited.event_player_3_id,
        credited.opp_player_1_id,
        credited.opp_player_2_id,

        -- score before the event
        numbered.home_score_before,
        numbered.away_score_before,

        -- what may be wrong with its clock or place
        numbered.is_clock_mistyped,
        numbered.noted_after_clock,

        -- what else
        numbered.puck_x,
        numbered.puck_y,
        numbered.penalty_minutes,
        numbered.is_highlight
    from numbered
    left join credited on numbered.event_key = credited.event_key

)

select * from final
