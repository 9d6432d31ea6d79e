"""Cells that every tracker's export has: jerseys, names, roles of players in events, slots of players in shifts."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.parsing import values

PLAYERS = "staging_event_players"
ROLE = re.compile(r"(e|o)(?:vent|pp)?(?:_?team)?(?:_?player)?_?(\d{1,2})?", re.IGNORECASE)
ROLE_SIDES = {"e": "event", "o": "opp"}
SLOTS = {"F1": 1, "F2": 2, "F3": 3, "D1": 4, "D2": 5, "X": 6, "G": 0}
"""Number of the staging column by slot; 0 is the goalie's."""

SLOT = re.compile(r"[FD]\d|X|G", re.IGNORECASE)
STRENGTH = re.compile(r"\d{1,2}v\d{1,2}", re.IGNORECASE)


def jersey_of(value: Any, origin: Origin, notes: Notes) -> int | None:
    """Return the sweater number of a cell; note anything else and return None."""
    return _noted_number(value, "player_number", "a sweater number", origin, notes)


def pressure_of(value: Any, origin: Origin, notes: Notes) -> int | None:
    """Return the number of a pressure cell; note anything else and return None."""
    return _noted_number(value, "pressured_pressurer", "a number", origin, notes)


def success_of(value: Any, table: str, column: str, origin: Origin, notes: Notes) -> str | None:
    """Return s or u of a success flag; note anything else and return None."""
    success = values.success(value)
    if success is None and not values.is_blank(value):
        notes.add(table, column, "neither success nor failure; left blank", "s or u", origin, value)
    return success


def _noted_number(value: Any, column: str, expected: str, origin: Origin, notes: Notes) -> int | None:
    number = values.whole(value)
    if number is None and not values.is_blank(value):
        notes.add(PLAYERS, column, "not a number; left blank", expected, origin, value)
    return number


def proper_name(value: Any) -> str | None:
    """Return a player's name; None if the tracker wrote the jersey instead (#48)."""
    name = values.text(value)
    return None if name is None or name.startswith("#") else name


@lru_cache(values.MOST_REMEMBERED)
def role_of(written: str | None) -> tuple[str, int | None] | None:
    """Return side (event or opp) and number of event_team_player_2, Opp Player 1, e1, o ...; None for other texts."""
    match = ROLE.fullmatch(values.with_underscores(written or ""))
    if match is None:
        return None
    return ROLE_SIDES[match[1].lower()], int(match[2]) if match[2] else None


def fill_slots(side: str, players: Iterable[tuple[str, Any]], origin: Origin, notes: Notes) -> dict[str, int | None]:
    """Return jerseys by staging column (home_1 ... home_6, home_goalie) of slot names and jerseys.

    A slot of another name (F4) takes the first free column; if none is free, it is noted.
    """
    columns = slot_columns(side)
    filled: dict[str, int | None] = dict.fromkeys(columns.values())
    others = []
    for slot, value in players:
        jersey = values.whole(value)
        if jersey is None and value is not None and not values.is_blank(value):
            notes.add("staging_shifts", f"{side}_{slot}", "not a jersey; left blank", "a number", origin, value)
        column = columns.get(slot.upper())
        if column is None:
            others.append(jersey)
        else:
            filled[column] = jersey
    for jersey in sorted((jersey for jersey in others if jersey is not None), key=bool, reverse=True):
        free = next((column for column in sorted(filled) if filled[column] is None and column[-1].isdigit()), None)
        if free is None and jersey == 0:
            continue
        if free is None:
            notes.add("staging_shifts", f"{side}_6", "more than six skaters; left out", "six at most", origin, jersey)
        else:
            filled[free] = jersey
    return filled


@cache
def slot_columns(side: str) -> dict[str, str]:
    """Return the staging column of each slot of a side, home or away."""
    return {slot: f"{side}_{number}" if number else f"{side}_goalie" for slot, number in SLOTS.items()}


def strength_of(value: Any) -> str | None:
    """Return 5v6 of '5v6 Away EN'; None if there is no strength."""
    match = STRENGTH.search(values.text(value) or "")
    return match[0] if match else None
