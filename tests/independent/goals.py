"""Goals: the shot each came from, its assists, its situation, and who gets a plus or a minus."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .exports import OTHER
from .frames import records

ADDED = [
    "stint", "is_penalty_shot", "shot", "situation", "empty", "goalie", "counts", "ahead", "number", "own_number",
    "own_final", "other_final", "a1", "a2",
]  # fmt: skip
MARKS = {"AssistPrimary": 1, "AssistSecondary": 2}
Rows = list[dict[str, Any]]


def shots_of_goals(events: pd.DataFrame) -> dict[str, str]:
    """Event key of the attempt by event key of the goal: its Shot event, else its own."""
    became = events[events["attempt"] & events["became"].notna()]
    return dict(zip(became["became"], became["key"], strict=True))


def goal_rows(
    events: pd.DataFrame, stints: pd.DataFrame, placed: dict[str, int], shot_of: dict[str, str], at_expiry: set[str]
) -> Rows:
    """One dictionary per goal: its event, its place on the ice, the score before; ``at_expiry`` a penalty is over."""
    shots = events[events["key"].isin(shot_of.values())].set_index("key")
    ice = stints.to_dict("index")
    rows: Rows = []
    score: dict[int, dict[str, int]] = {}
    for row in records(events[events["goal"]]):
        before = score.setdefault(row["game_id"], {"home": 0, "away": 0})
        shot = shot_of.get(row["key"])
        is_penalty_shot = bool(row["penalty_shot"] or (shot is not None and shots.at[shot, "penalty_shot"]))
        stint = ice.get(placed.get(row["key"], -1))
        row |= {"stint": placed.get(row["key"]), "is_penalty_shot": is_penalty_shot, "shot": shot}
        is_noted_empty = row["empty_net_noted"] or (shot is not None and shots.at[shot, "empty_net_noted"])
        row |= _on_ice(row, stint, row["key"] in at_expiry, bool(is_noted_empty))
        row["ahead"] = before.get(row["venue"], 0) - before.get(row["other"], 0)
        row["number"] = sum(before.values()) + 1
        if row["venue"] in before:
            before[row["venue"]] += 1
        row["own_number"] = before.get(row["venue"], 0)
        rows.append(row)
    for row in rows:
        final = score[row["game_id"]]
        row["own_final"], row["other_final"] = final.get(row["venue"], 0), final.get(row["other"], 0)
    return rows


def _on_ice(goal: dict[str, Any], stint: Any, is_at_expiry: bool, is_noted_empty: bool) -> dict[str, Any]:
    """Situation, empty net and goalie of a goal, and whether it counts for plus-minus."""
    if stint is None:
        own = {"situation": None, "empty": False, "goalie": None if goal["own_goal"] else goal["o1"], "counts": False}
    elif goal["venue"] not in OTHER:
        own = {"situation": None, "empty": False, "goalie": None, "counts": False}
    else:
        venue, other = goal["venue"], goal["other"]
        people = {v: min(stint[f"{v}_count"] + (not stint[f"{v}_empty"]), 6) for v in OTHER}
        own = {
            "situation": without_advantage(stint, venue) if is_at_expiry else stint[f"{venue}_situation"],
            "empty": bool(stint[f"{other}_empty"]), "goalie": stint[f"{other}_keeper"],
            "counts": is_at_expiry or people[venue] <= people[other],
        }  # fmt: skip
    if is_noted_empty:  # the note of the goal is more exact than a slot that was left filled
        own |= {"empty": True, "goalie": own["goalie"] if goal["is_penalty_shot"] else None}
    if goal["is_penalty_shot"]:
        own |= {"situation": "penalty_shot", "empty": False, "counts": False}
    return own


def without_advantage(stint: Mapping[Any, Any], venue: str) -> str:
    """What is left of a situation when nobody has a man more."""
    if stint[f"{OTHER[venue]}_empty"]:
        return "empty_net_for"
    return "empty_net_against" if stint[f"{venue}_empty"] else "even"


def assists_of(goals: Rows, events: pd.DataFrame, players: pd.DataFrame) -> dict[str, list[str]]:
    """Players who assisted, first and second, by event key of the goal."""
    goals = [goal for goal in goals if not goal["own_goal"] and not goal["awarded"]]
    marks = _marks(events, players)
    with_marks = {mark["game_id"] for mark in marks}
    noted: dict[str, dict[str, tuple[int, float]]] = {}
    for mark in marks:
        goal = _goal_of(mark, [goal for goal in goals if goal["game_id"] == mark["game_id"]])
        if goal is not None and goal["e1"] != mark["player_id"]:
            ranks = noted.setdefault(goal["key"], {})
            rank, n = ranks.get(mark["player_id"], (9, 0))
            ranks[mark["player_id"]] = (min(rank, mark["rank"]), max(n, mark["n"]))
    found = {goal: _first_two(ranks) for goal, ranks in noted.items()}
    for goal in goals:
        if goal["game_id"] not in with_marks:
            helpers = [p for p in (goal["e2"], goal["e3"]) if isinstance(p, str) and p != goal["e1"]]
            found[goal["key"]] = list(dict.fromkeys(helpers))
    return found


def goal_table(goals: Rows, assists: dict[str, list[str]], events: pd.DataFrame) -> pd.DataFrame:
    """The goals with who assisted first (a1) and second (a2); the columns are there without any goal, too."""
    for goal in goals:
        helpers = [*assists.get(goal["key"], []), None, None]
        goal |= {"a1": helpers[0], "a2": helpers[1]}
    table = pd.DataFrame(goals, columns=[*events.columns, *ADDED])
    return table.astype({"is_penalty_shot": bool, "empty": bool, "counts": bool, "ahead": int, "period": float})


def _marks(events: pd.DataFrame, players: pd.DataFrame) -> Rows:
    columns = ["key", "clock", "period", "chain", "assisted", "index", "shootout"]
    rows = players[players["player_id"].notna()].merge(events[columns], on="key")
    rows = rows.assign(rank=rows["play_1"].map(MARKS).combine(rows["play_2"].map(MARKS), _lowest))
    return records(rows[rows["rank"].notna() & ~rows["shootout"]])


def _lowest(one: float, other: float) -> float:
    return min((rank for rank in (one, other) if pd.notna(rank)), default=float("nan"))


def _first_two(ranks: dict[str, tuple[int, float]]) -> list[str]:
    """By rank; of two marks of one rank the later play comes first."""
    return sorted(ranks, key=lambda player: (ranks[player][0], -ranks[player][1], player))[:2]


def _goal_of(mark: dict[str, Any], goals: Rows) -> dict[str, Any] | None:
    """The goal a mark names, else that of its chain, else the side's next goal within a minute."""
    own = [goal for goal in goals if goal["venue"] == mark["venue"]]
    named = [goal for goal in own if goal["index"] == mark["assisted"]]
    chained = [goal for goal in own if goal["chain"] == mark["chain"]]
    near = [
        goal for goal in own
        if goal["period"] == mark["period"] and goal["n"] >= mark["n"] and mark["clock"] - goal["clock"] <= 60
    ]  # fmt: skip
    return next(iter(named + chained + near), None)
