"""How many advantages a side got, from stints, goals and penalties."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from .exports import OTHER
from .frames import records
from .served import Rows, served_penalties, skaters_of
from .world import Counts, World

MEN_SHORT_AT_MOST, CLOCKS_DIFFER, FEWEST_SKATERS = 2, 3, 3


def opportunities(world: World) -> Counts:
    """Advantages by game and side: each man more, each that goes on after a goal, none twice that was interrupted."""
    penalties = served_penalties(records(world.of_type("Penalty")), world.penalty_lengths, world.second)
    called: dict[tuple[int, str, float], int] = {}
    for row in penalties:
        at = (row["game_id"], row["venue"], row["start"])
        called[at] = called.get(at, 0) + 1
    power_play = world.goals[(world.goals["situation"] == "power_play") & world.goals["stint"].notna()]
    scored: dict[tuple[int, str], list[float]] = {}
    for goal in records(power_play):
        scored.setdefault((int(goal["stint"]), goal["venue"]), []).append(goal["clock"])
    found: dict[tuple[int, str], int] = {}
    for game_id, stints in world.stints.groupby("game_id"):
        for venue in OTHER:
            steps = _steps(world, stints, venue, scored, called)
            count = _begun(steps)
            if count:
                found[int(str(game_id)), venue] = count
    own = pd.Series(found, dtype=int)
    own.index = pd.MultiIndex.from_tuples(list(found), names=["game_id", "side"]) if found else own.index
    given = own.rename(index=OTHER, level=1) if found else own
    return {"power_play_opportunities": own, "times_short_handed": given}


def _steps(
    world: World, stints: pd.DataFrame, venue: str, scored: Mapping[Any, list[float]], called: Mapping[Any, int]
) -> Rows:
    """Stints of a side: by how many men it is ahead, the goals, and whether a penalty makes a new start."""
    other = OTHER[venue]
    steps: Rows = []
    for at, stint in stints.to_dict("index").items():
        goals = scored.get((int(str(at)), venue), [])
        if stint["seconds"] == 0 and not goals and not scored.get((int(str(at)), other)):
            continue
        start = world.second(stint["game_id"], stint["period"], stint["start"])
        is_goal_stop = stint["stop_type"] in ("Home Goal", "Away Goal", "Goal")
        last = min(goals, default=None)
        at_end = last is not None and (is_goal_stop or last <= stint["end"] + CLOCKS_DIFFER)
        against, own = (called.get((stint["game_id"], side, start), 0) for side in (other, venue))
        ahead = skaters_of(stint, venue) - skaters_of(stint, other)
        steps.append(
            {
                "ahead": min(max(ahead, 0), MEN_SHORT_AT_MOST), "opponents": skaters_of(stint, other),
                "own": skaters_of(stint, venue), "is_overtime": stint["period"] > world.regulation[stint["game_id"]],
                "within": len(goals) - at_end, "at_end": int(at_end), "penalised": against > own,
                "own_penalty": own > 0,
            }
        )  # fmt: skip
    return steps


def _begun(steps: Iterable[dict[str, Any]]) -> int:
    """How many advantages begin: those that stand are used up by goals and by opponents who come back."""
    standing, count = 0, 0
    before: dict[str, Any] | None = None
    for step in steps:
        if before is not None:
            follows_on = (
                step["penalised"] and not before["at_end"] and step["ahead"] == before["ahead"] == 1
                and step["opponents"] == before["opponents"]
            )  # fmt: skip
            returned = max(step["opponents"] - before["opponents"], 0)
            if step["ahead"] == before["ahead"] > 0:
                returned = 0  # one came back on each side: their penalties matched
            elif _additional_man_goes(before, step):
                returned = min(before["own"] - step["own"], before["ahead"] - step["ahead"])
            standing = max(standing - (1 if follows_on else max(returned, before["at_end"])), 0)
        count += max(step["ahead"] - standing, 0) + step["within"]
        standing = max(standing, step["ahead"])
        before = step
    return count


def _additional_man_goes(before: dict[str, Any], step: dict[str, Any]) -> bool:
    """In an overtime of three skaters nobody comes back when a penalty is over: the other side gives up its man."""
    is_at_three = step["is_overtime"] and step["opponents"] == FEWEST_SKATERS
    return bool(is_at_three and step["own"] < before["own"] and not step["own_penalty"])
