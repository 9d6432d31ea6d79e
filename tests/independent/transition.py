"""Entries that begin or end something: rushes, counter-attacks, odd-man rushes."""

from typing import Any

from .attempts import RUSH_EVENTS, follows
from .frames import as_column, records
from .micro import ODD_MAN
from .spelling import vocabulary
from .world import Counts, World, tally


def odd_man_events(world: World) -> set[str]:
    """Keys of the events on which anybody is marked with an odd-man rush."""
    listed = vocabulary("play_details")
    codes = set(listed.loc[listed["measure"].isin(ODD_MAN), "play_detail"])
    players = world.players
    return set(players.loc[players["play_1"].isin(codes) | players["play_2"].isin(codes), "key"])


def transition(world: World) -> Counts:
    """Columns of the carrier of an entry and of the shooter of an odd-man rush."""
    marked = odd_man_events(world)
    flags: dict[str, list[bool]] = {"rush_entries": [], "counter_attacks": [], "odd_man": []}
    for _, game in world.events.groupby("game_id"):
        events = records(game)
        for at, event in enumerate(events):
            before = events[max(0, at - RUSH_EVENTS) : at]
            flags["rush_entries"].append(_begins_rush(event, events[at + 1 : at + 1 + RUSH_EVENTS]))
            flags["counter_attacks"].append(_counters(event, before))
            follow = follows(event, before) if event["attempt"] else []
            flags["odd_man"].append(event["attempt"] and any(one["key"] in marked for one in [event, *follow]))
    rows = world.events.assign(**{name: as_column(found, world.events) for name, found in flags.items()})
    scored = rows["key"].map(world.attempts["is_goal"]).eq(True)
    odd_man = rows["odd_man"].astype(bool)
    return tally(
        rows, "e1",
        {
            "rush_entries": rows["rush_entries"].astype(bool), "counter_attacks": rows["counter_attacks"].astype(bool),
            "odd_man_rush_shots": odd_man, "odd_man_rush_goals": odd_man & scored,
        },
    )  # fmt: skip


def _begins_rush(entry: dict[str, Any], after: list[dict[str, Any]]) -> bool:
    if entry["detail"] != "Zone_Entry":
        return False
    return any(one["attempt"] and follows(one, [entry]) for one in after)


def _counters(entry: dict[str, Any], before: list[dict[str, Any]]) -> bool:
    """The puck was won shortly before, by the own doing or the other side's, not in the zone that is entered."""
    if entry["detail"] != "Zone_Entry":
        return False
    for one in before:
        is_near = one["period"] == entry["period"] and 0 <= one["clock"] - entry["clock"] <= 10
        taken = one["detail"] == "Turnover_Takeaway" and one["venue"] == entry["venue"] and one["zone"] != "o"
        given = one["detail"] == "Turnover_Giveaway" and one["venue"] == entry["other"] and one["zone"] != "d"
        if is_near and (taken or given):
            return True
    return False
