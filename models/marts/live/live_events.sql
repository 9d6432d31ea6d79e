-- One row per staged event, built or not: codes, clock, players as far as the rosters know them, and the score after it.
with

scored as (

    -- an own goal that is noted of who put it in stands with the side that gets it
    select
        events.*,
        case when is_turned then {{ mirrored_zone("event_team_zone") }} else event_team_zone end as credited_zone,
        case when is_turned then {{ first_number("events", "opp") }} else {{ first_number("events", "event") }} end
            as leading_number,
        case when is_turned then {{ first_number("events", "event") }} else {{ first_number("events", "opp") }} end
            as opposing_number
    from {{ ref("int_events__scored") }} as events

),

players as not materialized (

    -- read twice: without this, those of every game are made
    select * from {{ ref("int_live__players") }}

),

final as (

    select
        -- keys
        cast(scored.event_key as text) as event_key,
        scored.game_id,
        scored.event_index,
        scored.event_number,
        scored.linked_event_index,
        scored.shift_index,

        -- clock
        scored.period,
        scored.clock_seconds,
        {{ clock_text("scored.clock_seconds") }} as clock,
        scored.end_clock_seconds,

        -- codes
        cast(scored.event_type as text) as event_type,
        cast(scored.event_detail as text) as event_detail,
        cast(scored.event_detail_2 as text) as event_detail_2,
        cast(scored.play_detail1 as text) as play_detail1,
        cast(scored.play_detail2 as text) as play_detail2,
        cast(scored.event_successful as text) as event_successful,
        cast(scored.credited_zone as text) as event_team_zone,
        scored.penalty_minutes,

        -- what it counts as
        scored.is_marker,
        scored.is_shootout,
        coalesce(scored.is_goal, false) as is_goal,
        coalesce(scored.is_attempt, false) as is_shot_attempt,
        coalesce(scored.is_attempt and scored.is_on_goal, false) as is_shot_on_goal,

        -- who
        cast(scored.credited_venue as text) as venue,
        -- 0 is a number where a roster of the side has it, else nobody
        coalesce(players.player_number, nullif(scored.leading_number, 0)) as player_number,
        players.player_id,
        players.player_name,
        coalesce(opponents.player_number, nullif(scored.opposing_number, 0)) as opp_player_number,
        opponents.player_id as opp_player_id,
        opponents.player_name as opp_player_name,

        -- score and place
        scored.home_score,
        scored.away_score,
        scored.puck_x,
        scored.puck_y
    from scored
    left join players
        on
            scored.game_id = players.game_id
            and scored.credited_venue = players.team_venue
            and scored.leading_number = players.player_number
    left join players as opponents
        on
            scored.game_id = opponents.game_id
            and {{ other_venue("scored.credited_venue") }} = opponents.team_venue
            and scored.opposing_number = opponents.player_number

)

select * from final
