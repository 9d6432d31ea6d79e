-- One row per goalie in scope and game he was in goal, whatever game is built: what his metrics are made of.
{{ config(materialized="ephemeral") }}
with

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }} where {{ entity_in_scope("player_id") }}

),

games as (

    select * from {{ ref("int_games") }}

),

final as (

    select
        goalies.player_id as entity_id,
        goalies.game_id,
        goalies.game_date,
        goalies.season_id,
        games.game_kind as game_type,
        coalesce(goalies.official_goals_against, goalies.goals_against) as used_goals_against,

        -- what may be averaged
        coalesce(goalies.toi_reliable and goalies.toi_seconds > 0, false) as has_ice_time,
        coalesce(goalies.toi_reliable and goalies.game_is_complete and goalies.toi_seconds > 0, false) as has_rates,
        goalies.game_is_complete,

        -- counts
        goalies.saves,
        goalies.shots_against,
        goalies.goals_against,
        goalies.xg_against,
        goalies.is_shutout,
        goalies.toi_seconds,
        goalies.game_score
    from goalies
    inner join games on goalies.game_id = games.game_id
    where games.decided_in is distinct from 'FORFEIT'

)

select * from final
