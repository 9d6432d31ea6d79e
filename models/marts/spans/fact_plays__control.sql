-- One row per event that tells who has the puck or that play stops, with the one before and the one after it in its game.
-- Saves, rebounds, hits and loose pucks tell neither; nor do shootouts and penalty shots.
{{ config(materialized="ephemeral", contract={"enforced": false}) }}
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

final as (

    select
        broken.*,
        begins_sequence or previous_control_venue <> control_venue as begins_possession,
        ends_sequence or next_control_venue <> control_venue as ends_possession,
        begins_sequence or previous_control_venue <> control_venue or previous_event_team_zone is distinct from event_team_zone
            as begins_play,
        ends_sequence or next_control_venue <> control_venue or next_event_team_zone is distinct from event_team_zone
            as ends_play
    from broken

)

select * from final
