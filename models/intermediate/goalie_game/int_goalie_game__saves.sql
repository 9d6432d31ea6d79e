-- One row per game and goalie with a save: saves by what became of the puck, body part, situation, score state and period.
with

saves as (

    select * from {{ ref("int_saves") }} where {{ in_scope() }} and goalie_id is not null

),

final as (

    select
        game_id,
        goalie_id as player_id,
        cast(count(*) as integer) as saves,

        -- by period, situation and score
        {% for part, condition in period_parts().items() %}
        {{ count_if(condition) }} as {{ part }}_saves,
        {% endfor %}
        {{ count_if("situation in ('even', 'empty_net_for', 'empty_net_against')") }} as even_strength_saves,
        {{ count_if("situation = 'short_handed'") }} as short_handed_saves,
        {{ count_if("situation = 'power_play'") }} as power_play_saves,
        {{ count_if("score_state = 'leading'") }} as saves_leading,
        {{ count_if("score_state = 'tied'") }} as saves_tied,
        {{ count_if("score_state = 'trailing'") }} as saves_trailing,

        -- by what became of the puck
        {{ count_if("event_detail = 'Save_Freeze'") }} as saves_freeze,
        {{ count_if("event_detail = 'Save_Rebound'") }} as saves_rebound,
        {{ count_if("event_detail = 'Save_Played'") }} as saves_played,

        -- by what stopped it
        {{ count_if("event_detail_2 = 'Save_Glove'") }} as saves_glove,
        {{ count_if("event_detail_2 = 'Save_Blocker'") }} as saves_blocker,
        {{ count_if("event_detail_2 = 'Save_Butterfly'") }} as saves_butterfly,
        {{ count_if("event_detail_2 = 'Save_LeftPad'") }} as saves_left_pad,
        {{ count_if("event_detail_2 = 'Save_RightPad'") }} as saves_right_pad,
        {{ count_if("event_detail_2 in ('Save_Chest', 'Save_Shoulder')") }} as saves_chest,
        {{ count_if("event_detail_2 = 'Save_Stick'") }} as saves_stick,
        {{ count_if("event_detail_2 = 'Save_Scramble'") }} as saves_scramble,
        {{ count_if("event_detail_2 in ('Save_Mask', 'Save_Skate', 'Save_Other')") }} as saves_other,
        {{ count_if("event_detail_2 like 'Save%'") }} as saves_with_body_part
    from saves
    group by game_id, goalie_id

)

select * from final
