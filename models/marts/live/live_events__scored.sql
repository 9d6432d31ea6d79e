-- One row per staged event in playing order: what it counts as, and the score after it.
{{ config(materialized="ephemeral", contract={"enforced": false}) }}
with

events as (

    select * from {{ ref("int_event_meanings") }}

),

counted as (

    select
        events.*,
        {{ is_goal("events") }} as is_goal,
        {{ is_attempt("events") }} as is_attempt,
        cast(
            row_number() over (
                partition by events.game_id order by events.period, events.event_order, events.event_index
            ) as integer
        ) as event_number
    from events

),

final as (

    select
        counted.*,
        cast(count(*) filter (where is_goal and team_venue = 'home') over so_far as integer) as home_score,
        cast(count(*) filter (where is_goal and team_venue = 'away') over so_far as integer) as away_score,
        coalesce(
            is_attempt
            and (
                is_shot_on_goal
                -- its outcome was left open, and in the same play its shooter scored
                or event_detail = 'Shot'
                and linked_event_index is not null
                and event_team_player_1 is not null
                and bool_or(is_goal) over (
                    partition by game_id, period, team_venue, linked_event_index, event_team_player_1
                )
            ), false
        ) as is_on_goal
    from counted
    window so_far as (partition by game_id order by event_number)

)

select * from final
