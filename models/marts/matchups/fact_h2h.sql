-- One row per game and ordered pair of opposing skaters who shared the ice: time and what happened, as the player sees it.
{{ config(indexes=[
    {"columns": ["game_id", "player_id", "opponent_id"], "unique": true},
    {"columns": ["player_id", "opponent_id"]},
    {"columns": ["opponent_id"]},
]) }}
with

pairs as (

    select * from {{ ref("int_skater_pairs") }}
    where {{ in_scope() }} and not are_team_mates and toi_seconds > 0

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

mirrored as (

    select
        game_id,
        player_a_id as player_id,
        player_b_id as opponent_id,
        team_venue_a as venue,
        toi_seconds,
        gf, ga, cf, ca, ff, fa, xgf, xga
    from pairs
    union all
    select
        game_id,
        player_b_id as player_id,
        player_a_id as opponent_id,
        team_venue_b as venue,
        toi_seconds,
        ga as gf, gf as ga, ca as cf, cf as ca, fa as ff, ff as fa, xga as xgf, xgf as xga
    from pairs

),

final as (

    select
        -- keys
        mirrored.game_id,
        mirrored.player_id,
        mirrored.opponent_id,
        mirrored.venue,
        case mirrored.venue when 'home' then games.home_team_id else games.away_team_id end as team_id,
        case mirrored.venue when 'home' then games.away_team_id else games.home_team_id end as opponent_team_id,

        -- together
        mirrored.toi_seconds,
        mirrored.gf,
        mirrored.ga,
        mirrored.cf,
        mirrored.ca,
        mirrored.ff,
        mirrored.fa,
        mirrored.xgf,
        mirrored.xga
    from mirrored
    inner join games on mirrored.game_id = games.game_id

)

{{ with_build_stamp() }}
