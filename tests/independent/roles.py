"""Who takes part in what: roles in events, touches of the puck, and what worked."""

from typing import Any

import pandas as pd

from .exports import OTHER
from .world import Counts, World, tally

TOUCHES = ("Pass", "Zone_Entry_Exit", "Possession", "LoosePuck", "Turnover")
NO_SUPPORT = ("Goal", "Penalty", "Faceoff")


def taking_part(world: World) -> pd.DataFrame:
    """One row per event and player in a role; markers and the shootout left out."""
    columns = ["key", "type", "detail", "attempt", "marker", "shootout", "venue"]
    rows = world.players.merge(world.events[columns], on="key", suffixes=("", "_of_event"))
    return rows[~rows["marker"] & ~rows["shootout"]]


def roles(world: World) -> Counts:
    """Counts of roles; a role counts for the side it stands for, and who stands in two of them counts in both."""
    rows = taking_part(world)
    own = rows["venue"] == rows["venue_of_event"]
    against = rows["venue"] == rows["venue_of_event"].map(OTHER)
    event, opponent, number = rows["side"] == "event", rows["side"] == "opp", rows["number"]
    is_target = (rows["type"] == "Pass") & (number == 2)
    entry = rows["detail"].isin(["Zone_Entry", "Zone_Entry_Failed"])
    supports = event & own & (number > 1) & ~is_target & ~rows["type"].isin(NO_SUPPORT)
    conditions: dict[str, Any] = {
        "event_roles": (event & own) | (opponent & against), "support_plays": supports,
        "times_targeted_by_opp": opponent & against,
        "times_targeted_shots": opponent & against & rows["attempt"],
        "times_targeted_entries": opponent & against & entry,
        "times_targeted_passes": opponent & against & (rows["type"] == "Pass"),
        "plays_successful": rows["success"] == "s", "plays_unsuccessful": rows["success"] == "u",
    }  # fmt: skip
    conditions |= {f"times_ep{n}": event & own & (number == n) for n in (3, 4, 5)}
    conditions |= {f"times_opp{n}": opponent & against & (number == n) for n in (2, 3, 4)}
    return tally(rows, "player_id", conditions) | _touches(world)


def _touches(world: World) -> Counts:
    events = world.events[~world.events["shootout"]]
    handled = events["attempt"] | events["type"].isin(TOUCHES) | (events["detail"] == "Play_Offensive")
    first = tally(events, "e1", {"puck_touches_estimated": handled})
    periods = dict(zip(("first", "second", "third"), (1, 2, 3), strict=True))
    split = {
        f"{name}_period_events": (events["period"] == number) & ~world.is_overtime(events)
        for name, number in periods.items()
    }
    return first | tally(events[~events["marker"]], "e1", split)


def success(world: World) -> Counts:
    """Own attempts, passes, entries and exits that worked, and those that did not."""
    events = world.events
    kinds = {
        "shots": events["attempt"], "passes": events["type"] == "Pass",
        "entries": events["detail"].isin(["Zone_Entry", "Zone_Entry_Failed"]),
        "exits": events["detail"].isin(["Zone_Exit", "Zone_Exit_Failed"]),
    }  # fmt: skip
    return tally(
        events,
        "e1",
        {
            f"{kind}_{name}": flags & (events["outcome"] == outcome)
            for kind, flags in kinds.items()
            for name, outcome in (("successful", "s"), ("unsuccessful", "u"))
        },
    )
