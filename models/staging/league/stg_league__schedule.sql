-- One row per scheduled game with its official score, from staging_schedule.
with

schedule as (

    select * from {{ source("league", "staging_schedule") }}

),

final as (

    select
        game_id,
        season,
        season_id,
        game_date,
        game_time,
        game_type,
        playoff_round,
        home_team_id,
        away_team_id,
        home_team_name,
        away_team_name,
        decided_in,
        regulation_periods,
        period_length_seconds,
        overtime_length_seconds,
        home_goals,
        away_goals,
        home_period_1_goals,
        home_period_2_goals,
        home_period_3_goals,
        home_overtime_goals,
        away_period_1_goals,
        away_period_2_goals,
        away_period_3_goals,
        away_overtime_goals
    from schedule

)

select * from final
