-- One row per player: his goals in all games. Kept per player: a build of a game replaces the rows of all its players.
-- depends_on: {{ ref('int_metric_entities') }}, which the strategy asks whose rows to replace
{{ config(incremental_strategy="replace_entities", indexes=[{"columns": ["entity_id"], "unique": true}]) }}
select
    player_id as entity_id,
    cast(sum(goals) as integer) as goals,
    max(game_id) as as_of_game_id
from {{ ref("fact_player_game_stats") }}
{% if is_incremental() %}where {{ entity_in_scope("player_id") }}{% endif %}
group by player_id
