"""Columns that are sums and differences of other counts."""

from .world import Counts


def of_players(counts: Counts) -> Counts:
    """Minutes and differences of a player."""
    return {
        "toi_minutes": counts["toi_seconds"] / 60,
        "playing_toi_minutes": counts["playing_toi_seconds"] / 60,
        "avg_shift": counts["toi_seconds"] / counts["logical_shifts"],
        "avg_playing_shift": counts["playing_toi_seconds"] / counts["logical_shifts"],
        "turnover_diff_adjusted": counts["takeaways"].sub(counts["giveaways_bad"], fill_value=0),
    }
