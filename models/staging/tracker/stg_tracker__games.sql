-- One row per tracked game, from staging_games: what the export says of the game as a whole.
with

games as (

    select * from {{ source("tracker", "staging_games") }}

),

final as (

    select
        game_id,
        home_team_name,
        away_team_name,
        period_1_seconds,
        period_2_seconds,
        period_3_seconds,
        overtime_seconds,
        minor_penalty_minutes,
        major_penalty_minutes,
        misconduct_penalty_minutes,
        source_format,
        tracker_version,
        exported_at
    from games

)

select * from final
