-- One row per season, game type and player: totals of his tracked games, and ratios made of the totals.
{{ player_season_stats() }}
