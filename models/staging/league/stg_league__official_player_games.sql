-- One row per player and game with the official totals, from staging_official_player_games.
with

results as (

    select * from {{ source("league", "staging_official_player_games") }}

),

final as (

    select
        official_key,
        game_id,
        player_id,
        team_venue,
        player_number,
        is_goalie,
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
    from results

)

select * from final
