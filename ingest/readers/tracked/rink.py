"""Positions on the ice: feet from centre ice, turned so that the home team attacks +x in every period."""

import math
from collections.abc import Iterable

from ingest.readers.notes import Notes
from ingest.readers.tracked.model import Point, TrackedEvent, TrackedGame

HALF_LENGTH, HALF_WIDTH = 100.5, 43.0
"""Half the rink in feet, with a little for the boards; a point beyond is in another system."""


def settle_positions(game: TrackedGame, notes: Notes) -> None:
    """Drop positions that are not on this rink and turn the others by period."""
    for event in game.events:
        points = [*event.path, *(point for player in event.players for point in player.path)]
        if not points:
            continue
        fault = _fault(points, game, event)
        if fault is not None:
            expected = f"feet from centre ice, x up to {HALF_LENGTH:g} and y up to {HALF_WIDTH:g}"
            notes.add(
                "staging_puck_positions", "x", f"{fault}; all positions of the event left out", expected, event.origin
            )
            _set_paths(event, keep=False, turn=False)
        else:
            _set_paths(event, keep=True, turn=(game.home_attacks_right is True) == ((event.period or 1) % 2 == 0))


def _fault(points: Iterable[Point], game: TrackedGame, event: TrackedEvent) -> str | None:
    if not all(math.isfinite(x + y) and abs(x) <= HALF_LENGTH and abs(y) <= HALF_WIDTH for x, y in points):
        return "positions outside the rink"
    if game.home_attacks_right is None or event.period is None:
        return "positions without the end that home attacks"
    return None


def _set_paths(event: TrackedEvent, *, keep: bool, turn: bool) -> None:
    event.path = _turned(event.path, turn) if keep else []
    for player in event.players:
        player.path = _turned(player.path, turn) if keep else []


def _turned(path: list[Point], turn: bool) -> list[Point]:
    return [(0.0 - x, 0.0 - y) for x, y in path] if turn else path
