-- One row per game and player or team that is in it, or was when it was built before: whose metrics a build of the game changes.
-- Who was taken off a game stays here, so that his metrics lose the game even if the build that dropped him was cut short.
{{ config(indexes=[{"columns": ["game_id", "entity_id"], "unique": true}]) }}
with

game_players as (

    select game_id, player_id from {{ ref("int_game_players") }} where {{ in_scope() }}

),

games as (

    select game_id, home_team_id, away_team_id from {{ ref("int_games") }} where {{ in_scope() }}

),

final as (

    select game_id, player_id as entity_id from game_players
    union
    select game_id, home_team_id as entity_id from games
    union
    select game_id, away_team_id as entity_id from games
    {%- if is_incremental() %}
    union
    select game_id, entity_id from {{ this }} where {{ in_scope() }}
    {%- endif %}

)

select * from final
