"""Two to four players of a season side by side, with the league's average and their percentile in it."""

from collections.abc import Sequence
from typing import Any

from benchsight.site.reads.season_tables import Listing, read_people
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column

# of more of these it says nothing whether more is better
NEUTRAL = ("gp", "toi_seconds", "toi_per_game", "shots_against", "games_started", "saves")
LOW_IS_BETTER = (
    "pim", "giveaways", "on_ice_ga", "losses", "overtime_losses", "goals_against", "goals_against_average",
    "xg_against", "shots_against_per_60",
)  # fmt: skip
LEAST_SHARE_OF_GAMES = 4  # the league is everybody with a quarter of the games of who played most


def read_league(reader: PageReader, listing: Listing, season: str | None, kind: str) -> list[Row]:
    """Return all players of a season."""
    return read_people(reader, listing, season, kind, None)


def compared(listing: Listing, league: Sequence[Row], players: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row per statistic: `column`, `average` of the league, and a cell (`value`, `percentile`) per player."""
    most = max((row["gp"] for row in league), default=0)
    regulars = [row for row in league if row["gp"] * LEAST_SHARE_OF_GAMES >= most]
    by_id = {row["player_id"]: row for row in league}
    chosen = [by_id[player] for player in players]
    return [_line(column, regulars, chosen) for column in listing.columns]


def regular_count(league: Sequence[Row]) -> int:
    """Return how many players the average and the percentiles are made of."""
    most = max((row["gp"] for row in league), default=0)
    return sum(row["gp"] * LEAST_SHARE_OF_GAMES >= most for row in league)


def to_begin_with(listing: Listing, league: Sequence[Row], most: int) -> list[Row]:
    """Return who is worth a first comparison: the first of the list of all players; nobody if that is only one."""
    known = [row for row in league if row[listing.sorted_by] is not None]  # in the order of the list
    return known[:most] if len(known) > 1 else []


def _line(column: Column, league: Sequence[Row], chosen: Sequence[Row]) -> dict[str, Any]:
    key = column.key
    values = [row[key] for row in league if row[key] is not None]
    average = sum(values) / len(values) if values else None
    known = [row[key] for row in chosen if row[key] is not None]
    best = None
    if key not in NEUTRAL and len(known) > 1 and len(set(known)) > 1:
        best = min(known) if key in LOW_IS_BETTER else max(known)
    cells = [
        {
            "value": row[key], "percentile": percentile(row[key], values, key in LOW_IS_BETTER),
            "is_best": best is not None and row[key] == best,
        }
        for row in chosen
    ]  # fmt: skip
    return {"column": column, "average": average, "cells": cells}


def percentile(value: Any, values: Sequence[Any], low_is_better: bool = False) -> int | None:
    """Return the share of the values that are worse, half of the equal ones counted, 0 to 100; None without values."""
    if value is None or not values:
        return None
    below = sum(1 for other in values if (other > value if low_is_better else other < value))
    equal = sum(1 for other in values if other == value)
    return round(100 * (below + equal / 2) / len(values))
