-- One row per season, game type and player: totals of his tracked games, and ratios made of the totals.
{{ config(
    materialized="incremental",
    incremental_strategy="replace_entities",
    indexes=[
        {"columns": ["player_id", "season_id", "game_type"], "unique": true},
        {"columns": ["season_id", "game_type"]},
    ],
) }}
-- depends_on: {{ ref('int_metric_entities') }}, which the strategy asks whose rows to replace
{{ player_season_stats() }}
