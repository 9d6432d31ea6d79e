-- One row per tracked event in playing order: clock, sides, players, and what the vocabulary says of its codes.
with

events as (

    select * from {{ ref("stg_tracker__events") }} where {{ in_scope() }}

),

periods as (

    select * from {{ ref("int_periods") }} where {{ in_scope() }}

),

jerseys as (

    select * from {{ ref("int_jerseys") }} where {{ in_scope() }}

),

event_types as (

    select * from {{ ref("event_types") }}

),

event_details as (

    select * from {{ ref("event_details") }}

),

event_details_2 as (

    select * from {{ ref("event_details_2") }}

),

described as (

    select
        events.*,
        {{ other_venue("events.team_venue") }} as opp_venue,
        periods.elapsed_before_seconds + periods.length_seconds - events.clock_seconds as game_seconds,
        event_types.event_category = 'marker' as is_marker,
        coalesce(event_details.is_shootout, false) or events.event_type = 'Shootout' as is_shootout,
        coalesce(event_details.is_shot_attempt, false) as is_shot_attempt,
        coalesce(event_details.is_shot_on_goal, false) as is_shot_on_goal,
        coalesce(event_details.is_blocked, false) as is_blocked,
        coalesce(event_details.is_blocked_by_team_mate, false) or events.event_detail_2 = 'ByTeammate' as is_blocked_by_team_mate,
        coalesce(event_details.is_goal, false) as is_goal_detail,
        coalesce(event_details.is_penalty_shot, false) or events.event_detail_2 = 'PenaltyShot' as is_penalty_shot,
        event_details_2.method,
        coalesce(event_details_2.is_controlled, false) as is_controlled,
        event_details_2.giveaway_quality
    from events
    left join periods on events.game_id = periods.game_id and events.period = periods.period
    left join event_types on events.event_type = event_types.event_type
    left join event_details on events.event_detail = event_details.event_detail
    left join event_details_2 on events.event_detail_2 = event_details_2.event_detail_2

),

numbered as (

    select
        described.*,
        described.event_type = 'Goal' and described.is_goal_detail and not described.is_shootout as is_goal,
        cast(
            row_number() over (
                partition by described.game_id order by described.period, described.event_order, described.event_index
            ) as integer
        ) as event_number
    from described

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
        numbered.event_team_zone,
        numbered.method,
        numbered.is_controlled,
        numbered.giveaway_quality,

        -- what it counts as
        coalesce(numbered.is_marker, false) as is_marker,
        numbered.is_shootout,
        numbered.is_goal,
        numbered.is_shot_attempt and numbered.event_type <> 'Goal' and not numbered.is_shootout as is_shot_attempt,
        numbered.is_shot_on_goal,
        numbered.is_blocked,
        coalesce(numbered.is_blocked_by_team_mate, false) as is_blocked_by_team_mate,
        numbered.is_goal_detail,
        coalesce(numbered.is_penalty_shot, false) as is_penalty_shot,

        -- who
        numbered.team_venue,
        numbered.opp_venue,
        player_1.player_id as event_player_1_id,
        player_2.player_id as event_player_2_id,
        player_3.player_id as event_player_3_id,
        opponent_1.player_id as opp_player_1_id,

        -- score before the event
        cast(coalesce(sum(case when numbered.is_goal and numbered.team_venue = 'home' then 1 end) over before, 0) as integer)
            as home_score_before,
        cast(coalesce(sum(case when numbered.is_goal and numbered.team_venue = 'away' then 1 end) over before, 0) as integer)
            as away_score_before,

        -- what else
        numbered.puck_x,
        numbered.puck_y,
        numbered.penalty_minutes,
        numbered.is_highlight
    from numbered
    left join jerseys as player_1
        on
            numbered.game_id = player_1.game_id and numbered.team_venue = player_1.team_venue
            and numbered.event_team_player_1 = player_1.player_number
    left join jerseys as player_2
        on
            numbered.game_id = player_2.game_id and numbered.team_venue = player_2.team_venue
            and numbered.event_team_player_2 = player_2.player_number
    left join jerseys as player_3
        on
            numbered.game_id = player_3.game_id and numbered.team_venue = player_3.team_venue
            and numbered.event_team_player_3 = player_3.player_number
    left join jerseys as opponent_1
        on
            numbered.game_id = opponent_1.game_id and numbered.opp_venue = opponent_1.team_venue
            and numbered.opp_team_player_1 = opponent_1.player_number
    window before as (
        partition by numbered.game_id order by numbered.event_number rows between unbounded preceding and 1 preceding
    )

)

select * from final
