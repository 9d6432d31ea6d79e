"""Cells that every tracker's export has, read alike."""

from typing import Any

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.parsing import values

PLAYERS = "staging_event_players"


def jersey_of(value: Any, origin: Origin, notes: Notes) -> int | None:
    """The sweater number of a cell; anything else is noted and left blank."""
    return _noted_number(value, "player_number", "a sweater number", origin, notes)


def pressure_of(value: Any, origin: Origin, notes: Notes) -> int | None:
    """The number of a pressure cell; anything else is noted and left blank."""
    return _noted_number(value, "pressured_pressurer", "a number", origin, notes)


def _noted_number(value: Any, column: str, expected: str, origin: Origin, notes: Notes) -> int | None:
    number = values.whole(value)
    if number is None and not values.is_blank(value):
        notes.add(PLAYERS, column, "not a number; left blank", expected, origin, value)
    return number


def proper_name(value: Any) -> str | None:
    """A player's name; None where the tracker put the jersey for it (#48)."""
    name = values.text(value)
    return None if name is None or name.startswith("#") else name
