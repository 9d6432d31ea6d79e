"""The order of play, and which Shot event became which goal."""

import math
from typing import Any

import pandas as pd

from .exports import OTHER
from .frames import records

OFF_THE_CLOCK = {"Intermission", "Timeout", "GameStart", "GameEnd"}
FAR, CLOSE, OWN, NEAR = 60, 30, 10, 3
Rows = list[dict[str, Any]]


def in_sequence(events: pd.DataFrame) -> pd.DataFrame:
    """Events in playing order, counted by ``n``; what counts as an attempt or on goal as goals and shots decide.

    ``became`` is the goal of an attempt: of a goal without a Shot event of its scorer the goal itself.
    """
    found: Rows = []
    for _, game in events.groupby("game_id"):
        rows: Rows = []
        by_period = game["period"].fillna(99)
        for period in sorted(by_period.unique()):
            rows += _by_clock(records(game[by_period == period]))
        for number, row in enumerate(rows):
            row |= {"n": float(number), "became": None}
        _pair(rows)
        rows.sort(key=lambda row: row["n"])
        for number, row in enumerate(rows, 1):
            row["n"] = number
        found += rows
    table = pd.DataFrame(found, columns=[*events.columns, "n", "became"])
    return table.astype({name: events[name].dtype for name in events})


def _by_clock(rows: Rows) -> Rows:
    """By clock, within a second as noted; a clock that cannot be right stays at its row."""
    rows = sorted(rows, key=lambda row: (row["order"], row["index"]))
    clocked = [row for row in rows if not math.isnan(row["clock"]) and row["type"] not in OFF_THE_CLOCK]
    likely = _likely_clocks(clocked)
    at: dict[str, float] = {}
    for number, row in enumerate(clocked):
        clock = likely[number]
        if number:
            up = clock - likely[number - 1]
            is_linked = row["chain"] == clocked[number - 1]["chain"]
            if 1 <= up <= (NEAR if is_linked else 1):
                clock = likely[number - 1]
        at[row["key"]] = clock
    last = 10_000.0
    keyed = []
    for row in rows:
        last = at.get(row["key"], last)
        keyed.append((-last, row))
    return [row for _, row in sorted(keyed, key=lambda pair: pair[0])]


def _likely_clocks(rows: Rows) -> list[float]:
    """The clocks; of a run of rows more than a minute off between two rows in order, the one that was meant."""
    runs: list[list[int]] = []
    for number, row in enumerate(rows):
        if runs and rows[runs[-1][-1]]["clock"] == row["clock"]:
            runs[-1].append(number)
        else:
            runs.append([number])
    likely = [float(row["clock"]) for row in rows]
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        high, low = rows[before[-1]], rows[after[0]]
        clock, top, bottom = rows[run[0]]["clock"], high["clock"], low["clock"]
        if top < bottom or bottom - FAR <= clock <= top + FAR:
            continue
        meant = None
        if rows[run[0]]["chain"] == high["chain"]:
            meant = top
        elif rows[run[-1]]["chain"] == low["chain"]:
            meant = bottom
        elif top - bottom <= CLOSE:
            meant = next((top - off for off in range(int(top - bottom) + 1) if (top - off - clock) % 60 == 0), None)
        if meant is not None:
            for number in run:
                likely[number] = meant
    return likely


def _pair(rows: Rows) -> None:
    """Find the shot of each goal, first in the chains, then next to it, and count both as one attempt."""
    for side in OTHER:
        for period in {row["period"] for row in rows}:
            parts = [row for row in rows if row["period"] == period and _side(row) == side and _part(row)]
            left = _pair_chains(parts)
            for at, goal in enumerate(left):
                if _part(goal) == "goal" and at and _fits(goal, left[at - 1]):
                    _join(goal, left[at - 1])
            for at, goal in enumerate(left[:-1]):
                shot = left[at + 1]
                if _part(goal) == "goal" and "paired" not in goal and "paired" not in shot and _fits(goal, shot):
                    _join(goal, shot)
    for row in rows:
        if _part(row) == "goal" and row["goal"] and "paired" not in row:
            _count_itself(row)


def _pair_chains(parts: Rows) -> Rows:
    """Join goals and scoring shots of one chain in their order; what is left over."""
    for chain in {row["chain"] for row in parts if pd.notna(row["chain"])}:
        own = [row for row in parts if row["chain"] == chain]
        goals = [row for row in own if _part(row) == "goal"]
        for goal, shot in zip(goals, (row for row in own if _part(row) == "shot"), strict=False):
            _join(goal, shot)
    return [row for row in parts if "paired" not in row]


def _join(goal: dict[str, Any], shot: dict[str, Any]) -> None:
    goal["paired"] = shot["paired"] = True
    shot["n"] = min(shot["n"], goal["n"] - 0.5)
    if not goal["goal"]:  # taken back: neither scored nor saved
        shot |= {"scored": False, "on_goal": False}
        return
    scorer, shooter = _number(goal), _number(shot)
    if scorer > 0 and scorer != shooter:  # 0 may be nobody; a shot that names nobody is not the scorer's
        shot["attempt"] = False
        _count_itself(goal)
    else:
        shot |= {"on_goal": True, "became": goal["key"]}


def _count_itself(goal: dict[str, Any]) -> None:
    goal |= {"attempt": True, "on_goal": True, "outcome": "s", "became": goal["key"]}


def _fits(goal: dict[str, Any], shot: dict[str, Any]) -> bool:
    if _part(shot) == "goal" or "paired" in shot:
        return False
    is_scorers, is_scoring = _number(goal) == _number(shot), _part(shot) == "shot"
    seconds = OWN if is_scorers and is_scoring else NEAR
    if not (goal["chain"] == shot["chain"] or abs(goal["clock"] - shot["clock"]) <= seconds):
        return False
    return is_scoring or is_scorers


def _part(row: dict[str, Any]) -> str | None:
    if row["shootout"]:
        return None
    if row["type"] == "Goal":
        return "goal" if row["goal"] or row["disallowed"] else None
    if row["attempt"] or "paired" in row:
        if row["scored_by_code"]:
            return "shot"
        if row["type"] == "Shot" and row["detail"] in (None, "Shot", "Shot_OnNet"):
            return "open_shot"
    return None


def _side(row: dict[str, Any]) -> Any:
    return row["other"] if row["turned"] else row["venue"]


def _number(row: dict[str, Any]) -> Any:
    return row["opposes" if row["turned"] else "leads"]
