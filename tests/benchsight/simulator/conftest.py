"""Fixtures of the simulator's tests: a count of what an export says, by the definitions and in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

Json = dict[str, Any]
ON_GOAL = {
    "Shot_OnNetGoal", "Shot_Goal", "Shot_OnNetSaved", "Shot_TippedOnNetSaved", "Shot_OnNet", "Shot_TippedGoal",
    "Shot_DeflectedOnNetSaved", "Shot_DeflectedGoal",
}  # fmt: skip
BLOCKED = {"Shot_Blocked", "Shot_BlockedSameTeam"}
SLOTS = ("F1", "F2", "F3", "D1", "D2", "X", "G")


@dataclass
class Recount:
    """Counts by player id and statistic; seconds together by pair of player ids."""

    players: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    together: Counter[tuple[str, str]] = field(default_factory=Counter)


@pytest.fixture(scope="session")
def recount() -> Callable[[Json], Recount]:
    """A function that counts everything the export of a version 25 says of its players."""
    return count_export


def seconds(text: str) -> int:
    """Seconds of MM:SS."""
    minutes, rest = text.split(":")
    return int(minutes) * 60 + int(float(rest))


def count_export(export: Json) -> Recount:
    """Everything the export of a version 25 says of its players, by player id."""
    counts = Recount()
    for stint in export["shifts"]:
        _count_stint(counts, stint)
    for event in export["events"]:
        _count_event(counts, event)
    _count_on_ice(counts, export)
    return counts


def skaters(stint: Json, side: str) -> list[str]:
    """Ids of the skaters of a side in a stint."""
    return [stint[side][slot]["id"] for slot in SLOTS[:-1] if stint[side][slot]]


def on_ice(stint: Json, side: str) -> list[str]:
    """Ids of everybody of a side in a stint."""
    goalie = stint[side]["G"]
    return skaters(stint, side) + ([goalie["id"]] if goalie else [])


def _count_stint(counts: Recount, stint: Json) -> None:
    length = seconds(stint["start_time"]) - seconds(stint["end_time"])
    everybody = on_ice(stint, "home") + on_ice(stint, "away")
    for number, player in enumerate(everybody):
        counts.players[player]["toi_seconds"] += length
        counts.players[player]["playing_toi_seconds"] += length - stint["stoppageTime"]
        for other in everybody[number + 1 :]:
            counts.together[min(player, other), max(player, other)] += length


def _count_event(counts: Recount, event: Json) -> None:
    roles = {player["role"]: player["id"] for player in event["players"]}
    one, against = roles.get("event_team_player_1", ""), roles.get("opp_team_player_1", "")
    kind, detail, how = event["type"], event["detail1"], event["detail2"]
    first = counts.players[one]
    if kind == "Shot":
        first["shots"] += 1
        first["sog"] += detail in ON_GOAL
        counts.players[against]["blocks"] += detail == "Shot_Blocked"
    elif kind == "Goal":
        first["goals"] += detail in ("Goal_Scored", "Goal_PenaltyShot")
    elif kind == "Faceoff":
        first["fo_wins"] += 1
        counts.players[against]["fo_losses"] += 1
    elif kind in ("Save", "Hit"):
        first[{"Save": "saves", "Hit": "hits"}[kind]] += 1
    elif kind == "Pass":
        first["pass_attempts"] += 1
        first["pass_completed"] += detail == "Pass_Completed"
    elif kind == "Turnover":
        first["giveaways"] += detail == "Turnover_Giveaway"
        first["takeaways"] += detail == "Turnover_Takeaway"
    elif kind == "Zone_Entry_Exit":
        first["zone_entries"] += detail == "Zone_Entry"
        first["zone_exits"] += detail == "Zone_Exit"
        first["zone_entries_controlled"] += detail == "Zone_Entry" and how in ("ZoneEntry_Carried", "ZoneEntry_Pass")


def _count_on_ice(counts: Recount, export: Json) -> None:
    """Goals in the order of the stints that end with one; attempts by the clock, at a change in the earlier stint."""
    ends = [stint for stint in export["shifts"] if stint["stop_type"].endswith("Goal")]
    goals = [event for event in export["events"] if event["detail1"] in ("Goal_Scored", "Goal_PenaltyShot")]
    assert len(ends) == len(goals)
    for goal, stint in zip(goals, ends, strict=True):
        assert stint["stop_type"] == f"{goal['team'].capitalize()} Goal"
        _count_goal(counts, goal, stint)
    for event in export["events"]:
        if event["type"] == "Shot" and event["detail2"] != "PenaltyShot":
            _count_attempt(counts, event, stint_of(export, event))


def stint_of(export: Json, event: Json) -> Json:
    """The stint of a shot, by the clock."""
    clock = seconds(event["start_time"])
    for stint in export["shifts"]:
        if stint["period"] == event["period"] and seconds(stint["end_time"]) <= clock < seconds(stint["start_time"]):
            return dict(stint)
    raise AssertionError(f"no stint for the shot at {event['start_time']}")


def _count_goal(counts: Recount, goal: Json, stint: Json) -> None:
    side, other = goal["team"], "away" if goal["team"] == "home" else "home"
    if goal["detail1"] == "Goal_PenaltyShot":
        counts.players[goal["players"][0]["id"]]["plus"] += 1
        return
    for player in on_ice(stint, side):
        counts.players[player]["gf"] += 1
    for player in on_ice(stint, other):
        counts.players[player]["ga"] += 1
    if len(on_ice(stint, side)) <= len(on_ice(stint, other)):
        for player in skaters(stint, side):
            counts.players[player]["plus"] += 1
        for player in skaters(stint, other):
            counts.players[player]["minus"] += 1


def _count_attempt(counts: Recount, event: Json, stint: Json) -> None:
    side, other = event["team"], "away" if event["team"] == "home" else "home"
    for player in on_ice(stint, side):
        counts.players[player]["cf"] += 1
        counts.players[player]["ff"] += event["detail1"] not in BLOCKED
    for player in on_ice(stint, other):
        counts.players[player]["ca"] += 1
        counts.players[player]["fa"] += event["detail1"] not in BLOCKED
