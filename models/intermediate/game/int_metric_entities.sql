-- One row per game, player or team that is in it, and season that it counts for; also as it was when the game was built before:
-- whose metrics and season totals a build of the game changes. Who was taken off a game, and the season that a game was moved from,
-- stay here, so that they lose the game even if the build that moved it was cut short.
{{ config(indexes=[{"columns": ["game_id", "entity_id", "season_key"], "unique": true}]) }}
with

game_players as (

    select game_id, player_id from {{ ref("int_game_players") }} where {{ in_scope() }}

),

games as (

    select
        game_id,
        coalesce(season_id, '') as season_key,
        home_team_id,
        away_team_id
    from {{ ref("int_games") }}
    where {{ in_scope() }}

),

final as (

    select games.game_id, game_players.player_id as entity_id, games.season_key
    from games
    inner join game_players on games.game_id = game_players.game_id
    union
    select game_id, home_team_id as entity_id, season_key from games
    union
    select game_id, away_team_id as entity_id, season_key from games
    {%- if is_incremental() %}
    union
    select game_id, entity_id, season_key from {{ this }} where {{ in_scope() }}
    {%- endif %}

)

select * from final
