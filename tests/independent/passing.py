"""Passes of players, as passer and as target."""

import pandas as pd

from .world import Counts, World, tally

FAILED = ["Pass_Missed", "Pass_Deflected", "Pass_Intercepted"]

SLOT_FROM, SLOT_TO, SLOT_SIDE = 54, 89, 22
CROSS_ICE_FEET, BLUE_LINE = 20, 25


def pass_ends(world: World, passes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where passes start and end, x towards the net attacked: the puck's first and last place, or the receiver's."""
    path = world.pucks.sort_values("position_number").groupby("key")[["x", "y"]]
    ended = path.last()[path.size() > 1]
    receivers = world.players[(world.players["side"] == "event") & (world.players["number"] == 2)]
    stood = receivers.drop_duplicates("key").set_index("key")[["x", "y"]].astype(float)
    sign = passes["venue"].map({"home": 1.0, "away": -1.0}).astype(float)  # text, of no pass at all
    start = passes[["x", "y"]]
    places = [place.reindex(passes["key"]).set_axis(passes.index) for place in (ended, stood)]
    end = places[0].fillna(places[1])
    return start.mul(sign, axis=0), end.mul(sign, axis=0)


def in_slot(place: pd.DataFrame) -> "pd.Series[bool]":
    """Between the goal line and the tops of the circles, between the faceoff dots."""
    return place["x"].between(SLOT_FROM, SLOT_TO) & (place["y"].abs() <= SLOT_SIDE)


def crosses(start: pd.DataFrame, end: pd.DataFrame) -> "pd.Series[bool]":
    """Inside the offensive zone, over the line through both nets, and far sideways."""
    inside = (start["x"] >= BLUE_LINE) & (end["x"] >= BLUE_LINE)
    return inside & (start["y"] * end["y"] < 0) & ((start["y"] - end["y"]).abs() >= CROSS_ICE_FEET)


def passing(world: World) -> Counts:
    """A pass is complete by its detail, whatever its success flag says."""
    rows = world.of_type("Pass")
    done = rows["detail"] == "Pass_Completed"
    start, end = pass_ends(world, rows)
    passer = {
        "pass_attempts": True, "pass_completed": done,
        "passes_missed": rows["detail"] == "Pass_Missed",
        "own_passes_deflected": rows["detail"] == "Pass_Deflected",
        "own_passes_intercepted": rows["detail"] == "Pass_Intercepted",
        "stretch_passes": rows["detail_2"] == "Pass_Stretch",
    }  # fmt: skip
    target = {
        "times_pass_target": True,
        "passes_received_successful": done,
        "passes_received_unsuccessful": rows["detail"].isin(FAILED),
        "slot_passes_received": done & in_slot(end),
        "cross_ice_passes_received": done & crosses(start, end),
    }
    target |= {f"times_target_{zone}z": rows["zone"] == zone for zone in "ond"}
    target |= {f"passes_received_{zone}z": done & (rows["zone"] == zone) for zone in "ond"}
    return tally(rows, "e1", passer) | tally(rows, "e2", target)
