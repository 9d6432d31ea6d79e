-- One row per game, period and state of the ice (goalies, skaters, situations, who leads): its clock seconds, and where it
-- first and last stood. A few dozen rows a game, from which the ice times of goalies and teams are added up.
{{ config(materialized="incremental", indexes=[{"columns": ["game_id"]}]) }}
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

scores as (

    select * from {{ ref("int_stint_scores") }} where {{ in_scope() }}

),

final as (

    select
        stints.game_id,
        stints.period,
        stints.is_overtime,
        stints.home_goalie_id,
        stints.away_goalie_id,
        stints.home_skaters,
        stints.away_skaters,
        stints.home_situation,
        stints.away_situation,
        cast(sign(scores.home_score - scores.away_score) as integer) as home_lead,
        cast(sum(stints.duration_seconds) as integer) as seconds,
        min(stints.stint_number) as first_stint_number,
        min(stints.start_game_seconds) as first_game_seconds,
        max(stints.start_game_seconds + stints.duration_seconds) as last_game_seconds
    from stints
    inner join scores on stints.shift_key = scores.shift_key
    group by
        stints.game_id,
        stints.period,
        stints.is_overtime,
        stints.home_goalie_id,
        stints.away_goalie_id,
        stints.home_skaters,
        stints.away_skaters,
        stints.home_situation,
        stints.away_situation,
        cast(sign(scores.home_score - scores.away_score) as integer)

)

select * from final
