-- One row per scheduled game with its official score and the kind of game it is, from staging_schedule. A game that was called
-- off, or forfeited without a winner, has no score.
with

schedule as (

    select
        *,
        schedule_status is null and (decided_in <> 'FORFEIT' or home_goals <> away_goals) is not false as has_score
    from {{ source("league", "staging_schedule") }}

),

final as (

    select
        game_id,
        season,
        season_id,
        game_date,
        game_time,
        game_type,
        -- a game that does not say is of the regular season
        case
            when coalesce({{ code_key("game_type") }}, '') = '' then 'regular'
            else coalesce(
                (
                    select game_types.game_kind from {{ ref("game_types") }} as game_types
                    where
                        game_types.written = {{ code_key("schedule.game_type") }}
                        or (
                            game_types.is_prefix
                            and substr({{ code_key("schedule.game_type") }}, 1, length(game_types.written)) = game_types.written
                        )
                    order by length(game_types.written) desc
                    limit 1
                ), 'unknown'
            )
        end as game_kind,
        playoff_round,
        home_team_id,
        away_team_id,
        home_team_name,
        away_team_name,
        decided_in,
        schedule_status,
        regulation_periods,
        period_length_seconds,
        overtime_length_seconds,
        case when has_score then home_goals end as home_goals,
        case when has_score then away_goals end as away_goals,
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
