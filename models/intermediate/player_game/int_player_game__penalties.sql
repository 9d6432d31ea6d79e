-- One row per game and player who took or drew a penalty: minutes and penalties by class. A penalty shot has no minutes.
with

penalties as (

    select * from {{ ref("int_penalties") }}

),

roles as (

    select game_id, penalised_id as player_id, true as is_taker, event_detail, minutes, is_served
    from penalties
    where penalised_id is not null
    union all
    select game_id, drawn_by_id as player_id, false as is_taker, event_detail, minutes, is_served
    from penalties
    where drawn_by_id is not null

),

final as (

    select
        game_id,
        player_id,
        {{ sum_if("minutes", "is_taker") }} as pim,
        {{ count_if("is_taker and is_served") }} as penalties_taken,
        {{ count_if("is_taker and event_detail in ('Penalty_Minor', 'Penalty', 'Penalty_Offsetting', 'Penalty_DoubleMinor')") }}
            as minor_penalties,
        {{ count_if("is_taker and event_detail in ('Penalty_Major', 'Penalty_Match')") }} as major_penalties,
        {{ count_if("is_taker and event_detail in ('Penalty_Misconduct', 'Penalty_GameMisconduct')") }} as misconducts,
        {{ count_if("not is_taker and is_served") }} as penalties_drawn
    from roles
    group by game_id, player_id

)

select * from final
