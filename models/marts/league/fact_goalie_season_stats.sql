-- One row per season, game type and goalie: totals of his tracked games, and ratios made of the totals.
{{ goalie_season_stats() }}
