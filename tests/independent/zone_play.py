"""Entries, exits and keep-ins of players. Failed ones are attempts only."""

from typing import Any

import pandas as pd

from .world import Counts, World, tally

CARRIED = ["Carried", "CarriedBreakaway"]
SENT = ["DumpIn", "Chip", "Lob"]
CLEARED = ["Clear", "FromExitClear", "PenaltyKillClear"]


def methods(rows: pd.DataFrame) -> "pd.Series[Any]":
    """How the puck crossed the line; now and then an exit is noted with the code of an entry."""
    return rows["detail_2"].fillna("").str.removeprefix("ZoneEntry_").str.removeprefix("ZoneExit_")


def crossings(rows: pd.DataFrame, way: str) -> dict[str, Any]:
    """Conditions of the columns of entries or exits (``way``: Entry or Exit)."""
    made, how = rows["detail"] == f"Zone_{way}", methods(rows)
    controlled = how.isin([*CARRIED, "Pass"])
    name = f"zone_{way.lower()}"
    plural = "zone_entries" if way == "Entry" else "zone_exits"
    return {
        f"{name}_attempts": made | (rows["detail"] == f"Zone_{way}_Failed"),
        plural: made,
        f"{plural}_controlled": made & controlled,
        f"{plural}_uncontrolled": made & ~controlled,
        f"{name}_carry": made & how.isin(CARRIED),
        f"{name}_pass": made & (how == "Pass"),
        f"{name}_dump": made & how.isin(SENT),
    }


def zone_play(world: World) -> Counts:
    """All columns of who carried, passed or sent the puck over a blue line, or kept it in."""
    rows = world.of_type("Zone_Entry_Exit")
    kept = rows["detail"] == "Zone_Keepin"
    cleared = methods(rows).isin(CLEARED)
    return tally(
        rows,
        "e1",
        crossings(rows, "Entry")
        | crossings(rows, "Exit")
        | {
            "zone_exit_clear": (rows["detail"] == "Zone_Exit") & cleared,
            "zone_keepins": kept,
            "zone_keepin_attempts": kept | (rows["detail"] == "Zone_Keepin_Failed"),
        },
    )
