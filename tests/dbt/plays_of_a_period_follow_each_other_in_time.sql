-- Fails with every play that ends after the next one of its period begins, where the clock of the events itself never runs back.
with

events as (

    select
        game_id,
        period,
        lag(game_seconds) over (partition by game_id, period order by event_number) as previous_game_seconds,
        game_seconds
    from {{ ref("fact_events") }}
    where {{ in_scope() }} and game_seconds is not null

),

disordered as (

    select game_id, period from events where game_seconds < previous_game_seconds group by game_id, period

),

plays as (

    select
        play_key,
        game_id,
        period,
        end_game_seconds,
        lead(start_game_seconds) over (partition by game_id, period order by play_number) as next_start_game_seconds
    from {{ ref("fact_plays") }}
    where {{ in_scope() }}

)

select plays.play_key
from plays
left join disordered on plays.game_id = disordered.game_id and plays.period = disordered.period
where disordered.game_id is null and plays.end_game_seconds > plays.next_start_game_seconds
