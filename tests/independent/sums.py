"""Columns that are sums and differences of other counts."""

from typing import Any

import pandas as pd

from .world import Counts


def _total(counts: Counts, how: str) -> "pd.Series[Any]":
    parts = [counts[f"{kind}_{how}"] for kind in ("shots", "passes", "entries", "exits", "plays")]
    return pd.concat(parts, axis=1).sum(axis=1).astype(int)


def of_players(counts: Counts) -> Counts:
    """Minutes and differences of a player."""
    return {
        "toi_minutes": counts["toi_seconds"] / 60,
        "playing_toi_minutes": counts["playing_toi_seconds"] / 60,
        "avg_shift": counts["toi_seconds"] / counts["logical_shifts"],
        "avg_playing_shift": counts["playing_toi_seconds"] / counts["logical_shifts"],
        "total_successful_plays": _total(counts, "successful"),
        "total_unsuccessful_plays": _total(counts, "unsuccessful"),
        "turnover_diff_adjusted": counts["takeaways"].sub(counts["giveaways_bad"], fill_value=0),
    }
