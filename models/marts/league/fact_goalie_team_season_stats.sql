-- One row per season, game type, goalie and team he played for: totals of his tracked games with it, and ratios made of them.
{{ config(
    materialized="incremental",
    incremental_strategy="replace_entities",
    indexes=[
        {"columns": ["player_id", "season_id", "game_type", "team_id"], "unique": true},
        {"columns": ["season_id", "game_type"]},
    ],
) }}
-- depends_on: {{ ref('int_metric_entities') }}, which the strategy asks whose rows to replace
{{ goalie_season_stats(by_team=true) }}
