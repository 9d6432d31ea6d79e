"""Pages of teams and their lines."""
