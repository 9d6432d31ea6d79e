-- One row per game and player with the official totals. Who stands on both sides of a game's table counts for the side he
-- played for, else for the side with more in it.
{{ config(materialized="view") }}
with

results as (

    select * from {{ ref("stg_league__official_player_games") }} where {{ in_scope() }}

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

ranked as (

    select
        results.*,
        row_number() over (
            partition by results.game_id, results.player_id
            order by
                case when results.team_venue = game_players.team_venue then 0 else 1 end,
                coalesce(results.goals, 0) + coalesce(results.assists, 0) + coalesce(results.pim, 0) desc,
                results.official_key
        ) as preference
    from results
    left join game_players on results.game_id = game_players.game_id and results.player_id = game_players.player_id

),

final as (

    select
        game_id,
        player_id,
        team_venue,
        player_number,
        coalesce(is_goalie, false) as is_goalie,
        goals,
        assists,
        pim,
        shots,
        plus_minus,
        hits,
        blocks,
        giveaways,
        takeaways,
        faceoff_pct,
        toi_seconds,
        shift_count,
        shots_against,
        saves,
        goals_against,
        trusted_columns
    from ranked
    where preference = 1

)

select * from final
