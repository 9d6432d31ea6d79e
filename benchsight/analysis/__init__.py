"""Written analyses of a game or a season: sentences by rules, every figure checked; rewritten where configured."""
