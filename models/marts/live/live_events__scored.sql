-- One row per staged event in playing order: what it counts as, and the score after it.
{{ config(materialized="ephemeral", contract={"enforced": false}) }}
with

events as (

    select * from {{ ref("int_event_sequence") }}

),

final as (

    select
        events.*,
        cast(count(*) filter (where is_goal and credited_venue = 'home') over so_far as integer) as home_score,
        cast(count(*) filter (where is_goal and credited_venue = 'away') over so_far as integer) as away_score
    from events
    window so_far as (partition by game_id order by event_number)

)

select * from final
