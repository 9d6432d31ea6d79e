-- One row per save with the shot it stopped: the last thing at that net before it was a shot on goal, at most 3 s earlier. In a
-- game without Save events the shot is the save.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

saves as (

    select * from {{ ref("int_saves") }} where {{ in_scope() }}

),

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }} and is_on_goal and not is_goal

),

at_the_net as (

    select event_key, game_id, period, event_number, game_seconds, opp_venue as net, true as is_shot from shots
    union all
    select
        saves.event_key,
        saves.game_id,
        saves.period,
        saves.event_number,
        saves.game_seconds,
        saves.team_venue as net,
        false as is_shot
    from saves
    left join shots on saves.event_key = shots.event_key
    where shots.event_key is null

),

preceded as (

    select
        at_the_net.*,
        lag(event_key) over one_net as previous_event_key,
        lag(is_shot) over one_net as is_previous_shot,
        lag(game_seconds) over one_net as previous_game_seconds
    from at_the_net
    window one_net as (partition by game_id, period, net order by event_number)

),

final as (

    select event_key, game_id, previous_event_key as shot_event_key
    from preceded
    where not is_shot and is_previous_shot and game_seconds - previous_game_seconds between 0 and 3
    union all
    select saves.event_key, saves.game_id, shots.event_key as shot_event_key
    from saves
    inner join shots on saves.event_key = shots.event_key

)

select * from final
