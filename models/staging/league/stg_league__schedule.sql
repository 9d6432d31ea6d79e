-- One row per scheduled game with its official score and the kind of game it is, from staging_schedule. A game that was called
-- off, or forfeited without a winner, has no score.
with

schedule as not materialized (

    select
        *,
        {{ code_key("game_type") }} as kind_key,
        schedule_status is null and (decided_in <> 'FORFEIT' or home_goals <> away_goals) is not false as has_score
    from {{ source("league", "staging_schedule") }}

),

game_types as (

    select * from {{ ref("game_types") }}

),

final as (

    select
        schedule.game_id,
        schedule.season,
        schedule.season_id,
        schedule.game_date,
        schedule.game_time,
        schedule.game_type,
        -- a game that does not say is of the regular season
        case
            when coalesce(schedule.kind_key, '') = '' then 'regular' else coalesce(kind.game_kind, 'unknown')
        end as game_kind,
        schedule.playoff_round,
        schedule.home_team_id,
        schedule.away_team_id,
        schedule.home_team_name,
        schedule.away_team_name,
        schedule.decided_in,
        schedule.schedule_status,
        schedule.regulation_periods,
        schedule.period_length_seconds,
        schedule.overtime_length_seconds,
        case when schedule.has_score then schedule.home_goals end as home_goals,
        case when schedule.has_score then schedule.away_goals end as away_goals,
        schedule.home_period_1_goals,
        schedule.home_period_2_goals,
        schedule.home_period_3_goals,
        schedule.home_overtime_goals,
        schedule.away_period_1_goals,
        schedule.away_period_2_goals,
        schedule.away_period_3_goals,
        schedule.away_overtime_goals
    from schedule
    -- the longest way to write it that is known decides
    left join lateral (
        select game_types.game_kind from game_types
        where
            schedule.kind_key = game_types.written
            or (
                game_types.is_prefix
                and substr(schedule.kind_key, 1, length(game_types.written)) = game_types.written
            )
        order by length(game_types.written) desc
        limit 1
    ) as kind on true

)

select * from final
