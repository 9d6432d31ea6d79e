"""The score: before each event, and as each stint starts."""

from typing import Any

import pandas as pd

from .exports import OTHER
from .frames import records
from .world import World

STATES = ("leading", "tied", "trailing")


def state(ahead: Any) -> str | None:
    """Leading, tied or trailing by goals ahead."""
    if pd.isna(ahead):
        return None
    return "leading" if ahead > 0 else "trailing" if ahead < 0 else "tied"


def lead_before(world: World) -> dict[str, int]:
    """Goals that the event's side is ahead by, before the event, by event key."""
    found: dict[str, int] = {}
    for _, game in world.events.groupby("game_id"):
        score = {"home": 0, "away": 0}
        for event in records(game[["key", "venue", "other", "goal"]]):
            if event["venue"] in score:
                found[event["key"]] = score[event["venue"]] - score[event["other"]]
                score[event["venue"]] += bool(event["goal"])
    return found


def lead_at_start(world: World) -> "pd.Series[Any]":
    """Goals that home is ahead by as each stint starts: goals of earlier stints, or by the clock without a stint."""
    numbers = world.stints["number"].to_dict()
    goals: dict[int, list[dict[str, Any]]] = {}
    for goal in records(world.goals):
        at = goal["stint"]
        goal["stint_number"] = None if pd.isna(at) else numbers[int(at)]
        goals.setdefault(goal["game_id"], []).append(goal)
    leads = []
    for stint in records(world.stints):
        lead = 0
        for goal in goals.get(stint["game_id"], []):
            if _is_before(goal, stint):
                lead += 1 if goal["venue"] == "home" else -1
        leads.append(lead)
    return pd.Series(leads, index=world.stints.index)


def _is_before(goal: dict[str, Any], stint: dict[str, Any]) -> bool:
    if goal["stint_number"] is not None:
        return bool(goal["stint_number"] < stint["number"])
    if goal["period"] != stint["period"]:
        return bool(goal["period"] < stint["period"])
    return bool(goal["clock"] >= stint["start"])


def stint_sides(world: World) -> pd.DataFrame:
    """One row per stint and side: situation, skaters, whether the nets are empty, and the score state."""
    lead = lead_at_start(world)
    sides = []
    for venue, other in OTHER.items():
        stints = world.stints
        sides.append(
            stints.assign(
                side=venue,
                situation=stints[f"{venue}_situation"],
                own=stints[f"{venue}_count"],
                against=stints[f"{other}_count"],
                state=(lead if venue == "home" else -lead).map(state),
            )
        )
    return pd.concat(sides, ignore_index=True)
