-- One row per game and player who took or drew a penalty. Minutes are the ones given, else those of the game's or league's table.
with

penalties as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and event_type = 'Penalty' and not is_shootout

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

rules as (

    select * from {{ ref("penalty_minutes") }}

),

timed as (

    select
        penalties.game_id,
        penalties.event_player_1_id as penalised_id,
        penalties.opp_player_1_id as drawn_by_id,
        penalties.event_detail,
        case
            -- the five minutes of a match penalty are only the part that is served
            when rules.minutes_from = 'match' then greatest(penalties.penalty_minutes, rules.default_minutes)
            when penalties.penalty_minutes is not null then penalties.penalty_minutes
            when rules.minutes_from = 'double_minor' then 2 * games.minor_penalty_minutes
            when rules.minutes_from = 'major' then games.major_penalty_minutes
            when rules.minutes_from = 'misconduct' then games.misconduct_penalty_minutes
            when rules.default_minutes is not null then rules.default_minutes
            else games.minor_penalty_minutes
        end as minutes,
        coalesce(rules.minutes_from, 'minor') <> 'none' as is_served
    from penalties
    inner join games on penalties.game_id = games.game_id
    left join rules on penalties.event_detail = rules.event_detail

),

roles as (

    select *, penalised_id as player_id, true as is_taker from timed where penalised_id is not null
    union all
    select *, drawn_by_id as player_id, false as is_taker from timed where drawn_by_id is not null

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
