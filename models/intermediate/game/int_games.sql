-- One row per tracked game that is built: its teams, season and official score.
{{ config(indexes=[
    {"columns": ["game_id"], "unique": true},
]) }}
with

games as (

    select * from {{ ref("int_staged_games") }} where {{ in_scope() }}

),

final as (

    select
        game_id,
        season_id,
        season,
        game_date,
        game_type,
        game_kind,
        decided_in,
        regulation_periods,
        period_length_seconds,
        overtime_length_seconds,
        home_team_id,
        away_team_id,
        home_team_name,
        away_team_name,
        official_home_goals,
        official_away_goals,
        is_scheduled,
        is_venue_swapped,
        source_format,
        exported_at,
        minor_penalty_minutes,
        major_penalty_minutes,
        misconduct_penalty_minutes
    from games

)

select * from final
