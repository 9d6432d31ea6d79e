"""Penalties as they are served, and the goals that fall as one is over."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from .exports import OTHER

NOT_SERVED = {"Penalty_Misconduct", "Penalty_GameMisconduct", "Penalty_PenaltyShot"}
MAJORS = {"Penalty_Major", "Penalty_Match"}
FULL = 5
Rows = list[dict[str, Any]]
Clock = Callable[[int, float, float], float]
"""Second of the game of a game id, period and clock."""


def skaters_of(stint: Mapping[Any, Any], venue: str) -> int:
    """Skaters of a side in its own right: not who came on for the goalie, nor a sixth."""
    return min(int(stint[f"{venue}_count"]) - bool(stint[f"{venue}_empty"]), FULL)


def served_penalties(rows: Rows, minutes: Mapping[int, Mapping[str, int]], second: Clock) -> Rows:
    """Penalties that make a side short: when called, how long, and what a goal does to them."""
    found: Rows = []
    for row in rows:
        is_timed = not any(pd.isna(row[name]) for name in ("clock", "period"))
        if row["detail"] in NOT_SERVED or row["venue"] not in OTHER or not is_timed:
            continue
        minor, major = (minutes[row["game_id"]][kind] for kind in ("minor", "major"))
        noted: int | None = None if pd.isna(row["minutes"]) else int(row["minutes"])
        two = row["detail"] == "Penalty_DoubleMinor"
        length = major if row["detail"] in MAJORS else noted if noted is not None else 2 * minor if two else minor
        plain = row["detail"] not in MAJORS | {"Penalty_DoubleMinor", "Penalty_BenchMinor"}
        found.append(
            {
                "game_id": row["game_id"], "venue": row["venue"], "key": row["key"], "seconds": 60 * length,
                "start": second(row["game_id"], row["period"], row["clock"]),
                "halves": two or (plain and noted == 2 * minor),
                "is_minor": row["detail"] not in MAJORS and length <= 2 * minor,
            }
        )  # fmt: skip
    return found


def without_matched(penalties: Rows) -> Rows:
    """Penalties without those that one of the other side matches: in the same second, as long."""
    left: Rows = []
    for penalty in sorted(penalties, key=lambda row: row["key"]):
        kind = (penalty["game_id"], penalty["start"], penalty["seconds"])
        alike = [one for one in penalties if (one["game_id"], one["start"], one["seconds"]) == kind]
        own = sorted(one["key"] for one in alike if one["venue"] == penalty["venue"])
        others = len(alike) - len(own)
        if own.index(penalty["key"]) >= others:
            left.append(penalty)
    return sorted(left, key=lambda row: (row["start"], row["key"]))


def goals_at_expiry(goals: Rows, penalties: Rows, second: Clock) -> set[str]:
    """Keys of the goals, each with its ``ice`` (the stint), that fall in the second in which no side is short."""
    running = [row | {"end": row["start"] + row["seconds"], "ended": False} for row in without_matched(penalties)]
    found: set[str] = set()
    for goal in goals:
        if goal["ice"] is None or goal["venue"] not in OTHER:
            continue
        at = second(goal["game_id"], goal["period"], goal["clock"])
        home, away = (skaters_of(goal["ice"], venue) for venue in ("home", "away"))
        if home == away:
            continue
        short = "home" if home < away else "away"
        own = [
            one for one in running if (one["game_id"], one["venue"]) == (goal["game_id"], short) and not one["ended"]
        ]
        if sum(one["end"] == at for one in own) >= abs(home - away):
            found.add(goal["key"])
        elif goal["venue"] != short:
            minors = [one for one in own if one["is_minor"] and at < one["end"]]
            _end_one([one for one in minors if (one["start"], one["key"]) < (at, goal["key"])], at)
    return found


def _end_one(minors: Rows, at: float) -> None:
    """A goal ends the oldest minor; of a double minor the half that runs."""
    for minor in minors[:1]:
        half = minor["seconds"] / 2
        if minor["halves"] and minor["end"] - at > half:
            minor["end"] = at + half
        else:
            minor["ended"] = True
