-- One row per season, game type, player and team he played for: totals of his tracked games with it, and ratios made of them.
{{ player_season_stats(by_team=true) }}
