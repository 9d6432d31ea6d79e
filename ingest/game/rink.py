"""Positions on the ice: feet from centre ice, turned so that the home team attacks +x in every period."""

from collections.abc import Sequence

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.coordinates import (
    FEET,
    HALF_LENGTH,
    HALF_WIDTH,
    Ends,
    Spot,
    System,
    contradicts_zone,
    recognise_system,
    zone_of,
)
from ingest.game.model import Point, TrackedEvent, TrackedGame, TrackedPlayer

TABLE = "staging_puck_positions"
ON_RINK = f"feet from centre ice, x up to {HALF_LENGTH:g} and y up to {HALF_WIDTH:g}"
LEFT_OUT = "all positions of the event left out"


def settle_positions(game: TrackedGame, notes: Notes) -> None:
    """Convert all positions to feet from centre ice; leave out unknown systems, places off the rink, wrong zones."""
    events = [event for event in game.events if event.path or any(player.path for player in event.players)]
    if not events:
        return
    stated = None
    if game.home_attacks_right is not None:
        stated = System(FEET, Ends.HOME_RIGHT_FIRST if game.home_attacks_right else Ends.HOME_LEFT_FIRST)
    found = recognise_system([_spot(event) for event in events if event.path], stated)
    if found.reason:
        notes.add(TABLE, "x", found.reason, "feet from centre ice", Origin())
    for event in events:
        fault = _settle(event, found.system)
        if fault and not (found.system is None and found.reason):
            notes.add(TABLE, "x", f"{fault}; {LEFT_OUT}", ON_RINK, event.origin)


def _settle(event: TrackedEvent, system: System | None) -> str | None:
    """Convert the positions of an event, or leave them out and return why."""
    paths = [event.path, *(player.path for player in event.players)]
    turn = None if system is None else system.turns(event.side, event.period)
    if system is None:
        fault = "positions without the end that home attacks"
    elif turn is None:
        fault = "positions without the end that the team attacks"
    else:
        ours = [[system.turned(point, turn) for point in path] for path in paths]
        if any(None in path for path in ours):
            fault = "positions outside the rink"
        elif ours[0] and ours[0][0] and contradicts_zone(ours[0][0], event.side, zone_of(event.zone)):
            fault = "positions far from the zone of the event"
        else:
            _replace(event, ours)
            return None
    _replace(event, [[] for _ in paths])
    return fault


def _spot(event: TrackedEvent) -> Spot:
    return Spot(event.path[0], event.side, zone_of(event.zone), event.event_type, event.period)


def _replace(event: TrackedEvent, paths: Sequence[Sequence[Point | None]]) -> None:
    owners: list[TrackedEvent | TrackedPlayer] = [event, *event.players]
    for owner, path in zip(owners, paths, strict=True):
        owner.path = [point for point in path if point is not None]
