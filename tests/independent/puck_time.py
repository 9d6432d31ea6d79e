"""Estimates of where the puck was: from each event to the next of its period, as long as play goes on."""

from typing import Any

from .box import MIRROR
from .world import Counts, World, tally

STOPS = ("Stoppage", "Goal", "DeadIce", "Timeout", "Clockstop", "Intermission", "GameEnd", "GameStart", "Penalty")
KEEPS = ("Faceoff", "Pass", "Zone_Entry_Exit", "Possession", "LoosePuck", "Turnover")
KEEPING = ("Save_Played", "Rebound_OppTeamRecovered")
LOSING = ("Turnover_Giveaway", "Pass_Intercepted", "Rebound_TeamRecovered")


def puck_time(world: World) -> Counts:
    """Seconds of the puck in each zone and in control, as both sides see it."""
    events = world.events[~world.events["shootout"]]
    events = events[events["period"].notna()]
    following = events.groupby(["game_id", "period"])["clock"].shift(-1)
    lasts = (events["clock"] - following).clip(lower=0).fillna(0)
    lasts = lasts.where(~events["type"].isin(STOPS) & ~events["marker"] & (events["detail"] != "Save_Freeze"), 0)
    found: Counts = {}
    own: dict[str, Any] = {zone: lasts * (events["zone"] == zone) for zone in "ond"}
    for_side, for_other = tally(events, "venue", own), tally(events, "other", own)
    for zone in "ond":
        found[f"zone_time_{zone}z_seconds"] = for_side[zone].add(for_other[MIRROR[zone]], fill_value=0)
    lost = events["detail"].isin(LOSING)
    kept = (events["type"].isin(KEEPS) | events["detail"].isin(KEEPING)) & ~lost
    mine = tally(events, "venue", {"kept": lasts * kept, "lost": lasts * lost})
    theirs = tally(events, "other", {"kept": lasts * kept, "lost": lasts * lost})
    return found | {
        "possession_seconds": mine["kept"].add(theirs["lost"], fill_value=0),
        "opponent_possession_seconds": theirs["kept"].add(mine["lost"], fill_value=0),
    }
