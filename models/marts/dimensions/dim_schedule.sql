-- One row per game with its official score: the league's schedule, and tracked games that it lacks.
with

schedule as (

    select * from {{ ref("stg_league__schedule") }}

),

games as (

    select * from {{ ref("int_games") }}

),

final as (

    select
        -- keys
        coalesce(schedule.game_id, games.game_id) as game_id,
        schedule.season_id,
        schedule.season,

        -- when
        schedule.game_date,
        schedule.game_time,
        schedule.game_type,
        coalesce(schedule.game_kind, games.game_kind) as game_kind,
        schedule.playoff_round,

        -- who
        coalesce(schedule.home_team_id, games.home_team_id) as home_team_id,
        coalesce(schedule.away_team_id, games.away_team_id) as away_team_id,
        coalesce(schedule.home_team_name, games.home_team_name) as home_team_name,
        coalesce(schedule.away_team_name, games.away_team_name) as away_team_name,

        -- official score
        schedule.home_goals,
        schedule.away_goals,
        schedule.home_period_1_goals,
        schedule.home_period_2_goals,
        schedule.home_period_3_goals,
        schedule.home_overtime_goals,
        schedule.away_period_1_goals,
        schedule.away_period_2_goals,
        schedule.away_period_3_goals,
        schedule.away_overtime_goals,
        schedule.decided_in,
        schedule.schedule_status,
        coalesce(schedule.regulation_periods, games.regulation_periods) as regulation_periods,
        case
            when schedule.home_goals > schedule.away_goals then 'home'
            when schedule.home_goals < schedule.away_goals then 'away'
        end as winner_venue,
        case
            when schedule.home_goals > schedule.away_goals then coalesce(schedule.home_team_id, games.home_team_id)
            when schedule.home_goals < schedule.away_goals then coalesce(schedule.away_team_id, games.away_team_id)
        end as winner_team_id,

        -- flags
        schedule.home_goals is not null and schedule.away_goals is not null as is_played,
        schedule.game_id is not null as is_scheduled,
        games.game_id is not null as is_tracked,
        coalesce(games.is_venue_swapped, false) as is_venue_swapped,
        -- a doubt, in words; a game that is only not of the regular season needs none
        case
            when schedule.schedule_status = 'POSTPONED' then 'postponed: counts nowhere'
            when schedule.schedule_status = 'CANCELLED' then 'cancelled: counts nowhere'
            when coalesce(schedule.game_kind, games.game_kind) = 'unknown'
                then 'game type "' || schedule.game_type || '" is unknown: the game counts in no standings'
            when schedule.decided_in = 'FORFEIT' and schedule.home_goals is null
                then 'a forfeit without a winner in its score: counts nowhere'
        end as standings_note
    from schedule
    full outer join games on schedule.game_id = games.game_id

)

select * from final
