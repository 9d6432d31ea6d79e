"""Which events belong to a shootout, and which side an own goal counts for."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .exports import OTHER
from .frames import as_column, records

PLAY = {"Pass", "Zone_Entry_Exit", "Turnover", "Possession", "LoosePuck", "Hit"}
NAMES = {"SO", "SHOOTOUT", "PSS", "GWS"}
ENDS = {"Stoppage_PeriodEnd", "Stoppage_Period", "Stoppage_StartofShootout"}
ONE_OVERTIME = {"R", "Regular", "P", "PR", "Preseason"}
Rows = list[dict[str, Any]]


def with_shootouts(events: pd.DataFrame, schedule: pd.DataFrame, regulation: Mapping[int, int]) -> pd.DataFrame:
    """Events of a shootout are no goals and no attempts, however they are coded."""
    scheduled = {row["game_id"]: row for row in records(schedule)}
    keys: set[str] = set()
    for game_id, game in events.groupby("game_id"):
        rows = records(game)
        if not any(row["shootout"] for row in rows):
            keys |= _of_ordinary_codes(rows, scheduled.get(game_id, {}), regulation[int(str(game_id))])
        keys |= {row["key"] for row in rows if _is_named(row) and not row["marker"]}
    shootout = events["shootout"] | events["key"].isin(keys)
    return events.assign(shootout=shootout, goal=events["goal"] & ~shootout, attempt=events["attempt"] & ~shootout)


def _is_named(row: dict[str, Any]) -> bool:
    return row["period"] > 3 and row["period_name"] in NAMES


def _is_try(row: dict[str, Any]) -> bool:
    return bool(row["attempt"] or row["scored_by_code"])


def _of_ordinary_codes(rows: Rows, scheduled: dict[str, Any], regulation: int) -> set[str]:
    last = max((row["period"] for row in rows if _is_try(row)), default=0)
    if not last > regulation:
        return set()
    own = sorted((row for row in rows if row["period"] == last), key=lambda row: (row["order"], row["index"]))
    if scheduled.get("decided_in") == "SO":
        behind = _behind_the_end(own)
        if behind:
            return behind
    is_shootout = _is_shootout(own, rows, last - regulation, scheduled)
    return {row["key"] for row in own if not row["marker"]} if is_shootout else set()


def _behind_the_end(own: Rows) -> set[str]:
    """What stands behind the whistle that ends an overtime, but for a shot that was noted late."""
    clocks = [float(row["clock"]) for row in own if not pd.isna(row["clock"])]
    ends = {min(clocks), max(clocks)} if clocks else set()
    found: set[str] = set()
    is_over = False
    for row in own:
        at_an_end = bool(pd.isna(row["clock"])) or float(row["clock"]) in ends
        if is_over and at_an_end and (_is_try(row) or row["type"] == "Save"):
            found.add(row["key"])
        is_over = is_over or row["type"] == "Intermission" or row["detail"] in ENDS or row["detail_2"] in ENDS
    return found


def _is_shootout(own: Rows, rows: Rows, overtime: float, scheduled: dict[str, Any]) -> bool:
    """A period without play: a second one after regulation, or a first one where both sides shoot at one second."""
    if any(row["type"] in PLAY for row in own):
        return False
    faceoffs = sum(row["type"] == "Faceoff" for row in own)
    tries = [row for row in own if _is_try(row)]
    has_one_clock = len({row["clock"] for row in tries if pd.notna(row["clock"])}) <= 1
    decided_in = scheduled.get("decided_in")
    if overtime > 1 and decided_in == "SO":
        return bool(faceoffs <= 1)
    if overtime > 1:
        is_of_kind = decided_in is None and scheduled.get("game_type") in ONE_OVERTIME
        return bool(is_of_kind and faceoffs == 0 and has_one_clock)
    has_faceoffs = any(row["type"] == "Faceoff" for row in rows)
    is_bare = decided_in == "SO" and faceoffs == 0 and has_faceoffs and has_one_clock
    return is_bare and {row["venue"] for row in tries} >= set(OTHER)


def with_own_goals(events: pd.DataFrame, schedule: pd.DataFrame) -> pd.DataFrame:
    """``turned`` for own goals that are noted of who put them in; the official score tells, else the zone."""
    scheduled = {row["game_id"]: row for row in records(schedule)}
    turned: set[str] = set()
    for game_id, game in events.groupby("game_id"):
        rows = records(game)
        official = _goals_in_play(scheduled.get(game_id, {}))
        noted = {side: sum(row["goal"] and row["venue"] == side for row in rows) for side in OTHER}
        for side, other in OTHER.items():
            own = [row for row in rows if row["own_goal"] and row["venue"] == side]
            counted = sum(bool(row["goal"]) for row in own)
            if official and noted == official:
                continue
            as_turned = {side: noted[side] - counted, other: noted[other] + counted}
            turned |= {row["key"] for row in own if as_turned == official or row["zone"] != "o"}
    return events.assign(turned=events["key"].isin(turned))


def _goals_in_play(scheduled: dict[str, Any]) -> dict[str, int]:
    """The official score without the goal that a shootout is worth; empty where there is none."""
    if pd.isna(scheduled.get("home_goals")) or pd.isna(scheduled.get("away_goals")):
        return {}
    score = {side: int(scheduled[f"{side}_goals"]) for side in OTHER}
    if scheduled.get("decided_in") == "SO" and score["home"] != score["away"]:
        score[max(score, key=lambda side: score[side])] -= 1
    return score


def turn(events: pd.DataFrame) -> pd.DataFrame:
    """Own goals that are noted of who put them in, as events of the side that gets them."""
    mirror = {"o": "d", "d": "o"}
    turned = events["turned"]
    zone = as_column((mirror.get(zone, zone) for zone in events["zone"]), events)
    return events.assign(
        venue=events["other"].where(turned, events["venue"]),
        other=events["venue"].where(turned, events["other"]),
        zone=zone.where(turned, events["zone"]),
    )
