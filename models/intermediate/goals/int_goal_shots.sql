-- One row per goal and the Shot event it came from: the same team's scoring shot of the same chain, else the nearest in time.
{{ config(indexes=[
    {"columns": ["goal_event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

candidates as (

    select
        goals.game_id,
        goals.event_key as goal_event_key,
        shots.event_key as shot_event_key,
        case
            when goals.linked_event_index = shots.linked_event_index and shots.is_goal_detail then 1
            when shots.is_goal_detail and goals.event_player_1_id = shots.event_player_1_id then 2
            when shots.is_goal_detail then 3
            else 4
        end as closeness,
        abs(goals.event_number - shots.event_number) as distance
    from events as goals
    inner join events as shots
        on
            goals.game_id = shots.game_id
            and goals.period = shots.period
            and goals.team_venue = shots.team_venue
            and shots.is_shot_attempt
            and (
                (
                    shots.is_goal_detail
                    and (
                        goals.linked_event_index = shots.linked_event_index
                        or abs(goals.clock_seconds - shots.clock_seconds) <= 3
                    )
                )
                -- a shot noted as on goal with its outcome left open
                or (
                    shots.event_detail in ('Shot_OnNet', 'Shot')
                    and goals.linked_event_index = shots.linked_event_index
                    and goals.event_player_1_id = shots.event_player_1_id
                )
            )
    where goals.is_goal

),

ranked as (

    select
        candidates.*,
        row_number() over (partition by goal_event_key order by closeness, distance, shot_event_key) as rank_for_goal,
        row_number() over (partition by shot_event_key order by closeness, distance, goal_event_key) as rank_for_shot
    from candidates

),

final as (

    select
        game_id,
        goal_event_key,
        shot_event_key
    from ranked
    where rank_for_goal = 1 and rank_for_shot = 1

)

select * from final
