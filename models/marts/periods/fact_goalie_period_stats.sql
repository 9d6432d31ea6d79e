-- One row per game, goalie and period in which he faced a shot (all overtime as one): saves and goals against.
{{ config(materialized="view") }}
with

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }}

),

games as (

    select * from {{ ref("int_games") }}

),

faced as (

    select game_id, goalie_id as player_id, period, is_overtime, 1 as saves, 0 as goals_against from {{ ref("int_saves") }}
    union all
    select game_id, goalie_id as player_id, period, is_overtime, 0 as saves, 1 as goals_against from {{ ref("int_goals") }}
    where not is_empty_net

),

final as (

    select
        -- keys
        goalies.game_id,
        goalies.player_id,
        case when faced.is_overtime then games.regulation_periods + 1 else faced.period end as period,
        goalies.team_id,
        goalies.venue,

        -- counts
        cast(count(*) as integer) as shots_against,
        cast(sum(faced.saves) as integer) as saves,
        cast(sum(faced.goals_against) as integer) as goals_against,
        {{ pct("sum(faced.saves)", "count(*)") }} as save_pct
    from goalies
    inner join games on goalies.game_id = games.game_id
    inner join faced on goalies.game_id = faced.game_id and goalies.player_id = faced.player_id
    where faced.period is not null
    group by
        goalies.game_id,
        goalies.player_id,
        case when faced.is_overtime then games.regulation_periods + 1 else faced.period end,
        goalies.team_id,
        goalies.venue

)

{{ with_build_stamp(of_last_build=true) }}
