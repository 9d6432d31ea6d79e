"""Shot attempts: outcome, place, what went before, who was on the ice, and the score before."""

from typing import Any

import numpy as np
import pandas as pd

from .exports import OTHER
from .frames import records
from .goals import without_advantage
from .spelling import vocabulary

REBOUNDS = {"Rebound_TeamRecovered", "Rebound_ShotGenerated", "Rebound_FlurryGenerated"}
NET_X = 89.0
REBOUND_SECONDS, RECOVERED_SECONDS = 3, 10
RUSH_EVENTS, RUSH_SECONDS = 5, 10


def attempt_rows(
    events: pd.DataFrame, stints: pd.DataFrame, placed: dict[str, int], shot_of: dict[str, str], at_expiry: set[str]
) -> pd.DataFrame:
    """One row per attempt (shootout apart)."""
    ice = stints.to_dict("index")
    rows: list[dict[str, Any]] = []
    for _, game in events.groupby("game_id"):
        rows += _of_game(records(game))
    types = dict(zip(events["key"], events["shot_type"], strict=True))
    plays = _noted_types(events)
    goal_of = {shot: goal for goal, shot in shot_of.items()}
    noted_empty = set(events.loc[events["empty_net_noted"], "key"])
    for row in rows:
        row["stint"] = placed.get(row["key"])
        row["is_goal"] = bool(row["scored"] or row["key"] in goal_of)
        row["on_net"] = bool(row["on_goal"] or row["key"] in goal_of)
        row["shot_type"] = _first(row["shot_type"], types.get(goal_of.get(row["key"], "")), plays.get(row["key"]))
        row["unblocked"] = not row["blocked"]
        row["missed"] = bool(row["unblocked"] and not row["on_net"])
        stint = ice.get(-1 if row["stint"] is None else row["stint"])
        row |= _place(row) | _on_ice(row, stint)
        if stint is not None and goal_of.get(row["key"]) in at_expiry and not row["penalty_shot"]:
            row["situation"] = without_advantage(stint, row["venue"])
        if {row["key"], goal_of.get(row["key"])} & noted_empty and not row["penalty_shot"]:
            row |= {"empty": True, "goalie": None}
    return pd.DataFrame(rows).set_index("key", drop=False)


def _first(*values: Any) -> Any:
    return next((value for value in values if isinstance(value, str)), None)


def _noted_types(events: pd.DataFrame) -> dict[str, Any]:
    """How the shot was taken as a play detail of the event says."""
    listed = vocabulary("play_details")
    known = {code: kind for code, kind in zip(listed["play_detail"], listed["shot_type"], strict=True) if kind}
    noted = events["play_1"].map(known).combine_first(events["play_2"].map(known))
    return dict(zip(events["key"], noted, strict=True))


def _of_game(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Attempts of a game with rebound, rush and score state, from what was noted before them."""
    score = {"home": 0, "away": 0}
    has_breakaways = any(event["type"] == "Possession" or _is_breakaway(event) for event in events)
    has_entries = any(event["type"] == "Zone_Entry_Exit" for event in events)
    found: list[dict[str, Any]] = []
    for at, event in enumerate(events):
        if event["attempt"]:
            ahead = score.get(event["venue"], 0) - score.get(event["other"], 0)
            event["state"] = "leading" if ahead > 0 else "trailing" if ahead < 0 else "tied"
            event["rebound"] = _is_rebound(event, found, events[:at])
            event["rush"] = _is_rush(event, events[max(0, at - RUSH_EVENTS) : at]) if has_entries else None
            alone = any(map(_is_breakaway, follows(event, events[max(0, at - RUSH_EVENTS) : at])))
            event["breakaway"] = alone if has_breakaways else None
            found.append(event)
        if event["goal"] and event["venue"] in score:
            score[event["venue"]] += 1
    return found


def _is_rebound(shot: dict[str, Any], attempts: list[dict[str, Any]], before: list[dict[str, Any]]) -> bool:
    """Soon after an attempt of the same side, or that side got the puck back off it; no penalty shot is part of it."""
    own = [one for one in attempts if one["venue"] == shot["venue"] and one["period"] == shot["period"]]
    if not own or shot["penalty_shot"] or own[-1]["penalty_shot"]:
        return False
    seconds = own[-1]["clock"] - shot["clock"]
    between = [event for event in before if event["n"] > own[-1]["n"]]
    is_recovered = _recovers(shot["venue"], between)
    return bool(0 <= seconds <= REBOUND_SECONDS or (is_recovered and 0 <= seconds <= RECOVERED_SECONDS))


def _recovers(venue: str, between: list[dict[str, Any]]) -> bool:
    """Whether a rebound went back to this side: a rebound is one of the last attempt before it."""
    shooters = venue
    for event in between:
        if event["attempt"]:
            shooters = event["venue"]
        if event["detail"] in REBOUNDS and shooters == venue:
            return True
    return False


def _is_rush(shot: dict[str, Any], before: list[dict[str, Any]]) -> bool:
    return any(event["detail"] == "Zone_Entry" for event in follows(shot, before))


def _is_breakaway(event: dict[str, Any]) -> bool:
    return bool(event["detail"] == "Possession_Breakaway" or event["detail_2"] == "ZoneEntry_CarriedBreakaway")


def follows(event: dict[str, Any], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the same side did up to 10 s before an event in play; a penalty shot comes after a whistle."""
    if event["attempt"] and event["penalty_shot"]:
        return []
    return [
        one for one in before
        if one["venue"] == event["venue"] and one["period"] == event["period"]
        and 0 <= one["clock"] - event["clock"] <= RUSH_SECONDS
    ]  # fmt: skip


def _place(shot: dict[str, Any]) -> dict[str, Any]:
    """Danger by distance from the net and angle off its centre line."""
    if pd.isna(shot["x"]) or pd.isna(shot["y"]):
        return {"danger": None}
    sign = 1 if shot["venue"] == "home" else -1
    along, across = NET_X - sign * shot["x"], sign * shot["y"]
    feet = round(float(np.hypot(along, across)), 2)
    degrees = round(float(np.degrees(np.arctan2(abs(across), along))), 2)
    if feet <= 22 and degrees <= 50:
        return {"danger": "high"}
    return {"danger": "medium" if feet <= 42 and degrees <= 60 else "low"}


def _on_ice(shot: dict[str, Any], stint: Any) -> dict[str, Any]:
    """Situation as the shooter's side sees it, the goalie against him, whether the net is empty."""
    if stint is None or shot["venue"] not in OTHER:
        found: dict[str, Any] = {"situation": None, "is_5v5": False, "empty": False, "goalie": None}
    else:
        other = shot["other"]
        found = {
            "situation": stint[f"{shot['venue']}_situation"], "is_5v5": bool(stint["is_5v5"]),
            "empty": bool(stint[f"{other}_empty"]), "goalie": stint[f"{other}_keeper"],
        }  # fmt: skip
    if shot["penalty_shot"]:
        found |= {"situation": "penalty_shot", "is_5v5": False, "empty": False}
    return found
