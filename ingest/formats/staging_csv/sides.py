"""Events in the shape of the staging table that do not say whose they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.contract.notes import Notes
from ingest.game.model import is_marker
from ingest.parsing import values

TABLE = "staging_events"
LEAST_EVENTS = 5


def note_blank_sides(columns: Mapping[str, Sequence[Any]], notes: Notes) -> None:
    """Say of which games no event of play has a team: goals and shots then count by their players alone, if at all."""
    if "event_type" not in columns:
        return  # a part of the table, for a merge
    count = len(columns["game_id"])
    sides = columns.get("event_team", [None] * count)
    blank: dict[Any, int] = {}
    known = set()
    for game, kind, side in zip(columns["game_id"], columns["event_type"], sides, strict=True):
        if values.side(side) is not None:
            known.add(game)
        elif not is_marker(values.text(kind)):
            blank[game] = blank.get(game, 0) + 1
    for game, events in blank.items():
        if game not in known and events >= LEAST_EVENTS:
            reason = f"game {game}: event_team is blank in all {events} events; whose they are is told by their players"
            notes.add(TABLE, "event_team", reason, "home or away")
