-- One row per event that starts a play (faceoff, zone play, turnover, possession, loose puck): what both sides did in the ten
-- seconds of play after it. The next faceoff and the end of the period end what can follow.
-- Over 100 lines: one window over the events of a game answers for all kinds of plays; a model for each would sort them again.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

events as (

    select
        event_key,
        game_id,
        event_number,
        period,
        game_seconds,
        team_venue,
        opp_venue,
        event_type,
        event_detail,
        is_shot_attempt and not is_penalty_shot as is_attempt,
        is_goal and not is_penalty_shot as is_goal,
        count(*) filter (where event_type = 'Faceoff') over game as faceoff_number,
        {% for venue in ["home", "away"] %}
        count(*) filter (where event_detail = 'Pass_Completed' and team_venue = '{{ venue }}') over game
            as {{ venue }}_passes{{ "," if not loop.last }}
        {% endfor %}
    from {{ ref("int_events") }}
    where
        {{ in_scope() }}
        and not is_shootout
        and (
            event_type in ('Faceoff', 'Zone_Entry_Exit', 'Turnover', 'Possession', 'LoosePuck', 'Pass')
            or is_shot_attempt
            or is_goal
        )
    window game as (partition by game_id order by event_number)

),

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }}

),

triggers as (

    select * from events
    where
        event_type in ('Faceoff', 'Zone_Entry_Exit', 'Turnover', 'Possession', 'LoosePuck')
        and team_venue is not null
        and game_seconds is not null

),

follow_ups as (

    select
        events.*,
        shots.is_on_goal,
        shots.xg,
        events.event_detail = 'Zone_Entry' as is_entry,
        events.event_detail = 'Zone_Exit' as is_exit,
        -- the side that lost the puck by a turnover
        case events.event_detail
            when 'Turnover_Giveaway' then events.team_venue
            when 'Turnover_Takeaway' then events.opp_venue
        end as loser_venue
    from events
    left join shots on events.event_key = shots.event_key
    where
        events.is_attempt
        or events.is_goal
        or events.event_detail in ('Zone_Entry', 'Zone_Exit', 'Turnover_Giveaway', 'Turnover_Takeaway')

),

followed as (

    select
        triggers.event_key,
        {% for side, venue in [("for", "team_venue"), ("against", "opp_venue")] %}
        {% set of_side = " and follow_ups.team_venue = triggers." ~ venue %}
        {{ count_if("follow_ups.is_attempt" ~ of_side) }} as attempts_{{ side }},
        {{ count_if("follow_ups.is_attempt and follow_ups.is_on_goal" ~ of_side) }} as on_goal_{{ side }},
        {{ count_if("follow_ups.is_goal" ~ of_side) }} as goals_{{ side }},
        coalesce(sum(follow_ups.xg) filter (where follow_ups.is_attempt{{ of_side }}), 0) as xg_{{ side }},
        {% endfor %}
        {{ count_if("follow_ups.is_entry and follow_ups.team_venue = triggers.team_venue") }} as entries_for,
        {{ count_if("follow_ups.is_exit and follow_ups.team_venue = triggers.opp_venue") }} as exits_against,
        {{ count_if("follow_ups.loser_venue = triggers.team_venue") }} as puck_losses,
        min(follow_ups.event_number) filter (where follow_ups.is_attempt and follow_ups.team_venue = triggers.team_venue)
            as first_attempt_number
    from triggers
    inner join follow_ups
        on
            triggers.game_id = follow_ups.game_id
            and triggers.period = follow_ups.period
            and triggers.faceoff_number = follow_ups.faceoff_number
            and triggers.event_number < follow_ups.event_number
            and follow_ups.game_seconds - triggers.game_seconds between 0 and 10
    group by triggers.event_key

),

final as (

    select
        -- keys
        triggers.event_key,
        triggers.game_id,

        -- the side of the event
        {% for measure in ["attempts", "on_goal", "goals", "xg"] %}
        coalesce(followed.{{ measure }}_for, 0) as {{ measure }}_for,
        {% endfor %}
        coalesce(followed.entries_for, 0) as entries_for,
        coalesce(followed.puck_losses, 0) as puck_losses,

        -- the other side
        {% for measure in ["attempts", "on_goal", "goals", "xg"] %}
        coalesce(followed.{{ measure }}_against, 0) as {{ measure }}_against,
        {% endfor %}
        coalesce(followed.exits_against, 0) as exits_against,

        -- the side's first attempt
        attempts.event_key as first_attempt_event_key,
        attempts.game_seconds - triggers.game_seconds as first_attempt_seconds,
        attempts.event_number - triggers.event_number as first_attempt_events,
        cast(
            case triggers.team_venue
                when 'home' then attempts.home_passes - triggers.home_passes
                else attempts.away_passes - triggers.away_passes
            end as integer
        ) as first_attempt_passes
    from triggers
    left join followed on triggers.event_key = followed.event_key
    left join follow_ups as attempts
        on triggers.game_id = attempts.game_id and followed.first_attempt_number = attempts.event_number

)

select * from final
