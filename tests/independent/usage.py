"""How players are used: shifts by period, events on the ice, and whom they share the ice with."""

from typing import Any

import pandas as pd

from .box import PERIODS
from .exports import OTHER
from .on_ice import WHO, summed
from .world import Counts, World

LONG_SHIFT_SECONDS = 90


def usage(world: World) -> Counts:
    """Columns that come from who was on the ice when."""
    rows = world.player_stays.sort_values([*WHO, "number"], kind="stable")
    before = rows.groupby(WHO)[["number", "period"]].shift()
    begins = ~((before["number"] == rows["number"] - 1) & (before["period"] == rows["period"]))
    regular = rows["period"].where(~world.is_overtime(rows))
    found = summed(rows, {f"{name}_shifts": begins & (regular == n) for name, n in PERIODS.items()})
    return found | _events(world, rows) | _company(world, rows) | _long_shifts(rows.assign(begins=begins))


def _long_shifts(rows: pd.DataFrame) -> Counts:
    """Seconds by which a skater's average stay is too long, and whether it is; a goalie's stay is no shift."""
    of_skater = rows[~rows["is_goalie"]].groupby(WHO)
    over = of_skater["seconds"].sum() / of_skater["begins"].sum() - LONG_SHIFT_SECONDS
    return {"avg_shift_too_long": over.clip(lower=0), "shift_length_warning": (over > 0).astype(int)}


def _events(world: World, people: pd.DataFrame) -> Counts:
    events = world.events[~world.events["marker"] & ~world.events["shootout"]]
    in_stint = events["key"].map(world.placed).value_counts()
    return summed(people, {"total_on_ice_events": people["stint"].map(in_stint).fillna(0)})


def _company(world: World, people: pd.DataFrame) -> Counts:
    """Mean ice time of the skaters on the ice with a player, weighted by the time shared: opponents, team mates."""
    skaters = people[~people["is_goalie"]]
    ice_time = skaters.groupby(WHO)["seconds"].transform("sum")
    of_side = skaters.assign(usual=ice_time).groupby(["stint", "venue"])["usual"].agg(["sum", "count"])
    rows = people.assign(own=ice_time.reindex(people.index).fillna(0))
    found: dict[str, Any] = {}
    for name, sides in (("qoc", rows["venue"].map(OTHER)), ("qot", rows["venue"])):
        met = of_side.reindex(pd.MultiIndex.from_arrays([rows["stint"], sides])).fillna(0).set_index(rows.index)
        is_self = (~rows["is_goalie"] & (name == "qot")).astype(int)
        shared = rows["seconds"] * (met["count"] - is_self)
        weighed = rows["seconds"] * (met["sum"] - is_self * rows["own"])
        skating = rows[~rows["is_goalie"]]
        sums = skating.assign(shared=shared, weighed=weighed).groupby(WHO)[["weighed", "shared"]].sum()
        found[f"{name}_toi_seconds"] = sums["weighed"] / sums["shared"].where(sums["shared"] > 0)
    return found
