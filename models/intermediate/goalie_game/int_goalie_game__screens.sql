-- One row per game and goalie with a screened shot: a shot on goal with a screen noted on the row of anybody in it.
with

shots as (

    select * from {{ ref("int_shots") }}
    where {{ in_scope() }} and goalie_id is not null and not is_empty_net and is_on_goal

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }}

),

play_details as (

    select * from {{ ref("play_details") }} where measure = 'screens'

),

screens as (

    select distinct event_players.event_key
    from event_players
    inner join play_details on play_details.play_detail in (event_players.play_detail1, event_players.play_detail2)

),

final as (

    select
        shots.game_id,
        shots.goalie_id as player_id,
        cast(count(*) as integer) as screened_shots_against,
        {{ count_if("shots.is_goal") }} as screened_goals_against
    from shots
    inner join screens on shots.event_key = screens.event_key
    group by shots.game_id, shots.goalie_id

)

select * from final
