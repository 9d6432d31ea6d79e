"""Who was on the ice: stints with their people, and the stint of each event."""

from typing import Any

import pandas as pd

from .exports import OTHER
from .frames import records
from .people import People

TOLERANCE = 3
ENDINGS = {"Save", "Penalty"}


def stints_with_people(stints: pd.DataFrame, people: People) -> pd.DataFrame:
    """Stints in playing order with the ids of goalies and skaters by side; marker rows are left out."""
    found = []
    for row in records(stints):
        for venue in OTHER:
            goalie = people.of(row["game_id"], venue, row[f"{venue}_goalie"])
            skaters = {people.of(row["game_id"], venue, row[f"{venue}_{slot}"]) for slot in range(1, 7)}
            row[f"{venue}_keeper"] = goalie
            row[f"{venue}_skaters"] = sorted(one for one in skaters if one is not None and one != goalie)
        row["people"] = sum(len(row[f"{v}_skaters"]) + (row[f"{v}_keeper"] is not None) for v in OTHER)
        found.append(row)
    table = pd.DataFrame(found)
    table = table[(table["people"] > 0)]
    for venue in OTHER:
        has_goalie = table.groupby("game_id")[f"{venue}_keeper"].transform("count") > 0
        table[f"{venue}_empty"] = table[f"{venue}_keeper"].isna() & has_goalie
        table[f"{venue}_count"] = table[f"{venue}_skaters"].map(len)
    table = table.dropna(subset=["period", "start", "end"])
    order = ["game_id", "period", "start", "end", "index"]
    table = table.sort_values(order, ascending=[True, True, False, False, True], kind="stable", ignore_index=True)
    table["number"] = table.groupby("game_id").cumcount() + 1
    for venue in OTHER:
        table[f"{venue}_situation"] = [situation(row, venue) for row in records(table)]
    table["seconds"] = table["start"] - table["end"]
    table["is_5v5"] = (table["home_situation"] == "even") & (table["home_count"] == 5) & (table["away_count"] == 5)
    return table


def situation(stint: dict[str, Any], venue: str) -> str:
    """A man advantage counts only what does not replace a goalie; then an empty net; else even."""
    other = OTHER[venue]
    own, against = (min(stint[f"{side}_count"] - stint[f"{side}_empty"], 5) for side in (venue, other))
    if own != against:
        return "power_play" if own > against else "short_handed"
    if stint[f"{other}_empty"]:
        return "empty_net_for"
    return "empty_net_against" if stint[f"{venue}_empty"] else "even"


def with_dead_ice(stints: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Stints with their dead seconds: as DeadIce events of the period say, else as the stint says."""
    dead: dict[tuple[int, float], list[tuple[float, float]]] = {}
    for row in records(events[events["type"] == "DeadIce"]):
        dead.setdefault((row["game_id"], row["period"]), []).append((row["clock"], row["end"]))
    seconds = []
    for stint in records(stints):
        spans = dead.get((stint["game_id"], stint["period"]))
        if spans is None:
            noted = 0.0 if pd.isna(stint["stoppage"]) else stint["stoppage"]
        else:
            noted = sum(max(0, min(stint["start"], start) - max(stint["end"], end)) for start, end in spans)
        seconds.append(min(noted, stint["seconds"]))
    return stints.assign(dead=seconds)


def event_stints(events: pd.DataFrame, stints: pd.DataFrame, shot_of_goal: dict[str, str]) -> dict[str, int]:
    """Row of ``stints`` by event key: the goal that ends it, else the stint the tracker noted, else the clock."""
    of_period = dict(iter(stints.groupby(["game_id", "period"])))
    by_goal = _by_goal(events, of_period)
    faceoffs = _first_faceoffs(events)
    spans = {
        period: list(zip(rows.index, rows["start"], rows["end"], strict=True)) for period, rows in of_period.items()
    }
    columns = ("game_id", "index", "period", "start", "end")
    noted = {
        (row[0], row[1]): (at, *row[2:]) for at, *row in zip(stints.index, *(stints[c] for c in columns), strict=True)
    }
    placed: dict[str, int] = {}
    clocked = events[events["period"].notna() & events["clock"].notna() & ~events["shootout"]]
    for event in records(clocked):
        at = by_goal.get(event["key"])
        if at is None:
            at = _noted(event, noted.get((event["game_id"], event["shift_index"])))
        if at is None:
            drawn = faceoffs.get((event["game_id"], event["period"], event["clock"]), event["n"])
            at = _by_clock(event, spans.get((event["game_id"], event["period"]), []), bool(drawn < event["n"]))
        if at is not None:
            placed[event["key"]] = at
    clocks = set(clocked["key"])
    return placed | {shot: placed[goal] for goal, shot in shot_of_goal.items() if goal in placed and shot in clocks}


def _first_faceoffs(events: pd.DataFrame) -> dict[Any, Any]:
    """Place in the order of play of the first faceoff of a second: who lined up for it plays on."""
    drawn = events[(events["type"] == "Faceoff") & ~events["shootout"]]
    return dict(drawn.groupby(["game_id", "period", "clock"])["n"].min())


def without_shootouts(stints: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Stints of play: a period after the second in which all is shootout is no ice time."""
    late = events[(events["period"] > 2) & ~events["marker"]]
    is_shootout = late.groupby(["game_id", "period"])["shootout"].all()
    over = {period for period, all_of_it in is_shootout.items() if all_of_it}
    return stints[[pair not in over for pair in zip(stints["game_id"], stints["period"], strict=True)]]


def _by_goal(events: pd.DataFrame, of_period: dict[Any, pd.DataFrame]) -> dict[str, int]:
    found: dict[str, int] = {}
    for period, goals in events[events["goal"] & events["clock"].notna()].groupby(["game_id", "period"]):
        stints = of_period.get(period)
        if stints is None:
            continue
        ending = stints[stints["stop_type"].isin(["Home Goal", "Away Goal", "Goal"])]
        in_order = len(ending) == len(goals)
        for place, goal in enumerate(records(goals)):
            sides = ending["stop_type"].map({"Home Goal": "home", "Away Goal": "away"}).fillna(goal["venue"])
            off = (ending["end"] - goal["clock"]).abs()
            fits = sides == goal["venue"]
            if in_order and bool(fits.iloc[place]) and off.iloc[place] <= 10:
                found[goal["key"]] = int(str(ending.index[place]))
            elif (fits & (off <= TOLERANCE)).any():
                found[goal["key"]] = _nearest(ending, off, fits, place)
        claimed: dict[int, str] = {}  # a stint ends with one goal
        for place, goal in enumerate(records(goals)):
            at = found.get(goal["key"])
            if at is None:
                continue
            is_own = place < len(ending) and int(str(ending.index[place])) == at
            if at in claimed and not is_own:
                del found[goal["key"]]
            else:
                found.pop(claimed.get(at, ""), None)
                claimed[at] = goal["key"]
    return found


def _nearest(ending: pd.DataFrame, off: "pd.Series[Any]", fits: "pd.Series[Any]", place: int) -> int:
    """The stint of the same place among those that end with a goal, if it is near; else the nearest."""
    if place < len(ending) and bool(fits.iloc[place]) and off.iloc[place] <= TOLERANCE:
        return int(str(ending.index[place]))
    return int(str(off[fits].idxmin()))


def _noted(event: dict[str, Any], stint: tuple[Any, ...] | None) -> int | None:
    if stint is None:
        return None
    at, period, start, end = stint
    return int(at) if period == event["period"] and end <= event["clock"] <= start else None


def _by_clock(event: dict[str, Any], spans: list[tuple[Any, float, float]], is_after_faceoff: bool) -> int | None:
    """A stint covers start >= clock > end; what ends a stint belongs to it: start > clock >= end.

    But what follows a faceoff of the same second belongs to those who took it.
    """
    clock = event["clock"]
    if not is_after_faceoff and (event["goal"] or event["attempt"] or event["type"] in ENDINGS):
        covering = [at for at, start, end in spans if start > clock >= end]
    else:
        covering = [at for at, start, end in spans if start >= clock > end]
    if covering:
        return int(covering[-1])
    near = [(max(end - clock, clock - start, 0), at) for at, start, end in spans]
    off, nearest = min(near, default=(TOLERANCE + 1, -1))
    return int(nearest) if off <= TOLERANCE else None
