-- One row per event that tells who has the puck: the play, possession and sequence it is in, and how these begin and end with it.
-- Saves, rebounds, hits and loose pucks tell nothing of that; nor do shootouts and penalty shots. Numbering stands here, not in
-- fact_plays, since the planner sorts once only within one query.
-- Over 100 lines: a play breaks for one of nine reasons, which are one expression each.
{{ config(materialized="ephemeral") }}
{% set ended_by = {
    "goal": "is_goal",
    "period_end": "coalesce(next_period <> period or next_event_type in ('Intermission', 'GameEnd'), true) or next_event_detail in "
        ~ "('Stoppage_Period', 'Stoppage_PeriodEnd', 'Stoppage_GameEnd')",
    "whistle": "ends_sequence",
    "zone_change": "next_control_venue = control_venue",
    "giveaway": "event_detail = 'Turnover_Giveaway'",
    "takeaway": "next_event_detail = 'Turnover_Takeaway'",
    "shot": "is_shot_attempt",
    "pass": "event_type = 'Pass'",
} %}
{% set began_by = {
    "faceoff": "event_type = 'Faceoff'",
    "unknown": "begins_sequence",
    "zone_change": "previous_control_venue = control_venue",
    "takeaway": "event_detail = 'Turnover_Takeaway'",
    "recovery": "event_detail in ('Possession_PuckRecovery', 'Possession_PuckRetrieval')",
    "giveaway": "previous_event_detail = 'Turnover_Giveaway'",
    "shot": "previous_is_shot_attempt",
    "pass": "previous_event_type = 'Pass'",
} %}
with

events as (

    select * from {{ ref("fact_events") }}
    where {{ in_scope() }} and period is not null and not is_shootout and not is_penalty_shot

),

marked as (

    select
        events.*,
        case
            when event_type in ('Faceoff', 'Shot', 'Goal', 'Pass', 'Possession', 'Turnover') then venue
            -- the other side moved the puck over the line, or the carrier was robbed on it
            when event_type = 'Zone_Entry_Exit' and coalesce(method, '') not in ('opp_team', 'caused_turnover') then venue
        end as control_venue,
        event_type in ('Stoppage', 'DeadIce', 'Clockstop', 'Timeout', 'Intermission', 'GameStart', 'GameEnd') as is_whistle
    from events

),

followed as (

    select
        marked.*,
        {% for column in ["period", "control_venue", "event_type", "event_detail", "event_team_zone", "is_whistle",
                          "is_shot_attempt", "is_goal", "game_seconds"] %}
        {% for side in ["lag", "lead"] %}
        {{ side }}({{ column }}) over playing as {{ "previous" if side == "lag" else "next" }}_{{ column }}
        {{- "," if not (loop.last and column == "game_seconds") }}
        {% endfor %}
        {% endfor %}
    from marked
    where control_venue is not null or is_whistle
    window playing as (partition by game_id order by event_number)

),

broken as (

    select
        followed.*,
        -- play begins: after a whistle or a goal, in a new period, with a faceoff
        coalesce(previous_is_whistle or previous_is_goal or previous_period <> period or event_type = 'Faceoff', true)
            as begins_sequence,
        coalesce(next_is_whistle or is_goal or next_period <> period or next_event_type = 'Faceoff', true) as ends_sequence
    from followed
    where not is_whistle

),

delimited as (

    select
        broken.*,
        begins_sequence or previous_control_venue <> control_venue as begins_possession,
        ends_sequence or next_control_venue <> control_venue as ends_possession,
        begins_sequence
            or previous_control_venue <> control_venue
            or coalesce(previous_event_team_zone, '') <> coalesce(event_team_zone, '')
            as begins_play,
        ends_sequence
            or next_control_venue <> control_venue
            or coalesce(next_event_team_zone, '') <> coalesce(event_team_zone, '')
            as ends_play
    from broken

),

final as (

    select
        delimited.*,
        {% for span in ["sequence", "possession", "play"] %}
        cast(count(*) filter (where begins_{{ span }}) over playing as integer) as {{ span }}_number,
        {% endfor %}
        case
            {% for reason, condition in began_by.items() %}
            when {{ condition }} then '{{ reason }}'
            {% endfor %}
            else 'other'
        end as began_by,
        case
            {% for reason, condition in ended_by.items() %}
            when {{ condition }} then '{{ reason }}'
            {% endfor %}
            else 'other'
        end as ended_by,
        -- until the next player has the puck or play stops; in the last event of a period, until the period ends
        case
            when next_period = period then greatest(next_game_seconds, game_seconds)
            else game_seconds + greatest(clock_seconds - end_clock_seconds, 0)
        end as until_game_seconds
    from delimited
    window playing as (partition by game_id order by event_number)

)

select * from final
