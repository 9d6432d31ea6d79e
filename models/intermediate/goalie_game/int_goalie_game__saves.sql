-- One row per game and goalie with a save: saves by what became of the puck, situation and period.
with

saves as (

    select * from {{ ref("int_saves") }} where {{ in_scope() }} and goalie_id is not null

),

final as (

    select
        game_id,
        goalie_id as player_id,
        cast(count(*) as integer) as saves,
        {{ count_if("event_detail = 'Save_Freeze'") }} as saves_freeze,
        {{ count_if("event_detail = 'Save_Rebound'") }} as saves_rebound,
        {{ count_if("event_detail = 'Save_Played'") }} as saves_played,
        {{ count_if("situation in ('even', 'empty_net_for', 'empty_net_against')") }} as even_strength_saves,
        {{ count_if("situation = 'short_handed'") }} as short_handed_saves,
        {{ count_if("situation = 'power_play'") }} as power_play_saves,
        {{ count_if("period = 1") }} as first_period_saves,
        {{ count_if("period = 2") }} as second_period_saves,
        {{ count_if("period = 3") }} as third_period_saves,
        {{ count_if("period > 3") }} as overtime_saves
    from saves
    group by game_id, goalie_id

)

select * from final
