-- One row per season, game type, goalie and team he played for: totals of his tracked games with it, and ratios made of them.
{{ goalie_season_stats(by_team=true) }}
