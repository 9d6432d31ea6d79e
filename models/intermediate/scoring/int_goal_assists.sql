-- One row per goal and assisting player. Assists are the tracker's marks on the plays that led to the goal; in a game
-- without any such mark, event players 2 and 3 of the goal.
-- Over 100 lines: three sources of assists in their order of precedence.
{{ config(indexes=[
    {"columns": ["goal_event_key", "player_id"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }}

),

goals as (

    -- an own goal and an awarded goal have no assists (IIHF appendix 1)
    select * from events where is_goal and not coalesce(is_own_goal or is_awarded, false)

),

marks as (

    select
        events.game_id,
        events.event_key,
        events.event_number,
        events.period,
        events.clock_seconds,
        events.linked_event_index,
        events.assist_to_goal_index,
        event_players.team_venue,
        event_players.player_id,
        case
            when event_players.play_detail1 = 'AssistPrimary' or event_players.play_detail2 = 'AssistPrimary' then 1
            else 2
        end as assist_rank
    from event_players
    inner join events on event_players.event_key = events.event_key
    where
        (
            event_players.play_detail1 in ('AssistPrimary', 'AssistSecondary')
            or event_players.play_detail2 in ('AssistPrimary', 'AssistSecondary')
        )
        and event_players.player_id is not null
        and not events.is_shootout

),

games_with_marks as (

    select distinct game_id from marks

),

marked as (

    -- the goal that a mark names, else the goal of its chain, else the team's next goal within a minute
    select
        goals.game_id,
        goals.event_key as goal_event_key,
        goals.event_player_1_id as scorer_id,
        marks.player_id,
        marks.assist_rank,
        marks.event_number,
        row_number() over (
            partition by marks.event_key, marks.player_id
            order by
                case
                    when marks.assist_to_goal_index = goals.event_index then 1
                    when marks.linked_event_index = goals.linked_event_index then 2
                    else 3
                end,
                goals.event_number
        ) as preference
    from marks
    inner join goals
        on
            marks.game_id = goals.game_id
            and marks.team_venue = goals.team_venue
            and (
                marks.assist_to_goal_index = goals.event_index
                or marks.linked_event_index = goals.linked_event_index
                or (
                    marks.period = goals.period
                    and marks.event_number <= goals.event_number
                    and marks.clock_seconds - goals.clock_seconds <= 60
                )
            )

),

from_marks as (

    select
        game_id,
        goal_event_key,
        player_id,
        min(assist_rank) as assist_rank,
        max(event_number) as event_number
    from marked
    where preference = 1 and player_id <> coalesce(scorer_id, '')
    group by game_id, goal_event_key, player_id

),

from_goal_players as (

    select
        goals.game_id,
        goals.event_key as goal_event_key,
        event_players.player_id,
        event_players.role_number - 1 as assist_rank,
        goals.event_number
    from goals
    inner join event_players on goals.event_key = event_players.event_key
    left join games_with_marks on goals.game_id = games_with_marks.game_id
    where
        games_with_marks.game_id is null
        and event_players.role_side = 'event'
        and event_players.role_number in (2, 3)
        and event_players.player_id is not null
        and event_players.player_id <> coalesce(goals.event_player_1_id, '')
        and event_players.team_venue = goals.team_venue

),

ranked as (

    select
        game_id,
        goal_event_key,
        player_id,
        row_number() over (partition by goal_event_key order by assist_rank, event_number desc, player_id) as assist_number
    from (
        select * from from_marks
        union all
        select * from from_goal_players
    ) as assists

),

final as (

    select
        game_id,
        goal_event_key,
        player_id,
        cast(assist_number as integer) as assist_number
    from ranked
    where assist_number <= 2

)

select * from final
