"""Slots of a shift: the trackers' names for them, and the staging columns they fill."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.parsing import values

SLOTS = {"F1": 1, "F2": 2, "F3": 3, "D1": 4, "D2": 5, "X": 6, "G": 0}
"""Number of the staging column by slot; 0 is the goalie's."""

SLOT = re.compile(r"[FD]\d|X|G", re.IGNORECASE)
STRENGTH = re.compile(r"\d{1,2}v\d{1,2}", re.IGNORECASE)


def fill_slots(side: str, players: Iterable[tuple[str, Any]], origin: Origin, notes: Notes) -> dict[str, int | None]:
    """Jerseys by staging column (home_1 ... home_6, home_goalie) of slot names and jerseys.

    A slot of another name (F4) takes the first column that is free; with none free it is noted.
    """
    filled: dict[str, int | None] = {_column(side, number): None for number in SLOTS.values()}
    others = []
    for slot, value in players:
        jersey = values.whole(value)
        if jersey is None and not values.is_blank(value):
            notes.add("staging_shifts", f"{side}_{slot}", "not a jersey; left blank", "a number", origin, value)
        number = SLOTS.get(slot.upper())
        if number is None:
            others.append(jersey)
        else:
            filled[_column(side, number)] = jersey
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
def _column(side: str, number: int) -> str:
    return f"{side}_{number}" if number else f"{side}_goalie"


def strength_of(value: Any) -> str | None:
    """5v6 of '5v6 Away EN'; None where no strength is written."""
    match = STRENGTH.search(values.text(value) or "")
    return match[0] if match else None
