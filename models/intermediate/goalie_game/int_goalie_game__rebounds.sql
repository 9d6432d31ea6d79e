-- One row per game and goalie with a Rebound event: who won the pucks he left. Event player 1 of a rebound is the goalie.
with

rebounds as (

    select * from {{ ref("int_events") }}
    where {{ in_scope() }} and event_type = 'Rebound' and event_player_1_id is not null and not is_shootout

),

final as (

    select
        game_id,
        event_player_1_id as player_id,
        cast(count(*) as integer) as rebounds_left,
        {{ count_if("event_detail = 'Rebound_OppTeamRecovered'") }} as rebounds_cleared,
        {{ count_if("event_detail in ('Rebound_TeamRecovered', 'Rebound_ShotGenerated', 'Rebound_FlurryGenerated')") }}
            as rebounds_lost,
        {{ count_if("event_detail in ('Rebound_ShotGenerated', 'Rebound_FlurryGenerated')") }} as rebounds_shot_again
    from rebounds
    group by game_id, event_player_1_id

)

select * from final
