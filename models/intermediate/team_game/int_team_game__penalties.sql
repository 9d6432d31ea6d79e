-- One row per game and side with a penalty: minutes of its players and its bench, and penalties by class. A penalty shot is
-- no penalty here.
with

penalties as (

    select * from {{ ref("int_penalties") }} where team_venue is not null

),

final as (

    select
        game_id,
        team_venue,
        cast(sum(minutes) as integer) as pim,
        {{ sum_if("minutes", "penalised_id is null") }} as bench_pim,
        {{ count_if("is_served") }} as penalties,
        {{ count_if("event_detail in ('Penalty_Minor', 'Penalty', 'Penalty_Offsetting', 'Penalty_DoubleMinor')") }}
            as minor_penalties,
        {{ count_if("event_detail = 'Penalty_DoubleMinor'") }} as double_minor_penalties,
        {{ count_if("event_detail = 'Penalty_BenchMinor'") }} as bench_minor_penalties,
        {{ count_if("event_detail in ('Penalty_Major', 'Penalty_Match')") }} as major_penalties,
        {{ count_if("event_detail in ('Penalty_Misconduct', 'Penalty_GameMisconduct')") }} as misconducts
    from penalties
    group by game_id, team_venue

)

select * from final
