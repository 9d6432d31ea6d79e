"""Shifts of the tracking workbook, in both its layouts."""

from typing import Any

from ingest.contract.notes import Notes
from ingest.formats.cells.tables import Record, Sheet
from ingest.game.cells import fill_slots, strength_of
from ingest.game.model import Flaw, TrackedShift
from ingest.parsing import values
from ingest.parsing.clock import CLOCK_EXPECTED, joined_seconds, period_number, takes_minutes_for_hours

TABLE = "staging_shifts"
CLOCK_COLUMNS = ("shift_start_min", "shift_start_sec", "shift_end_min", "shift_end_sec")
SLOT_COLUMNS = {
    "F1": "forward_1",
    "F2": "forward_2",
    "F3": "forward_3",
    "D1": "defense_1",
    "D2": "defense_2",
    "X": "xtra",
    "G": "goalie",
}


def read_shifts(sheet: Sheet, notes: Notes) -> list[TrackedShift]:
    """Return all shifts; rows without an index or without content are filler."""
    shifts = []
    clocks = (record.get(column) for record in sheet.records for column in CLOCK_COLUMNS)
    hours_are_minutes = takes_minutes_for_hours(clocks)
    for record in sheet.records:
        index = values.whole(record.get("shift_index"))
        shift = None if index is None or index < 0 else _shift(record, index, hours_are_minutes, notes)
        if shift is None or not _says_something(shift):
            notes.add(
                TABLE, "shift_index", "filler rows left out", "a number, and a clock, players or a type", record.origin
            )
        else:
            shifts.append(shift)
    return shifts


def _shift(record: Record, index: int, hours_are_minutes: bool, notes: Notes) -> TrackedShift:
    shift = TrackedShift(record.origin, index, None, None, None, raw=record.raw())
    shift.start_type = values.text(record.get("shift_start_type"))
    shift.stop_type = values.text(record.get("shift_stop_type"))
    for side in ("home", "away"):
        players = ((slot, record.get(f"{side}_{column}")) for slot, column in SLOT_COLUMNS.items())
        shift.slots |= fill_slots(side, players, record.origin, notes)
    shift.situation = values.text(record.get("situation"))
    shift.strength = strength_of(record.get("strength"))
    shift.duration = _whole_seconds(record.get("shift_duration"))
    shift.stoppage = _whole_seconds(record.get("stoppage_time"))
    shift.home_goals = values.whole(record.get("home_goals"))
    shift.away_goals = values.whole(record.get("away_goals"))
    shift.start = _clock(record, "start", shift, hours_are_minutes)
    shift.end = _clock(record, "end", shift, hours_are_minutes)
    try:
        shift.period = period_number(record.get("period"))
    except ValueError:
        shift.flaw = Flaw("period", record.get("period"), "1, 2, 3, OT or SO", "no period")
    return shift


def _clock(record: Record, end: str, shift: TrackedShift, hours_are_minutes: bool) -> int | None:
    """Return the seconds remaining of the two cells, else of the total of a formula."""
    minute, second = record.get(f"shift_{end}_min"), record.get(f"shift_{end}_sec")
    try:
        joined = joined_seconds(minute, second, hours_are_minutes=hours_are_minutes)
    except ValueError:
        written = f"{minute}:{second}"
        shift.flaw = Flaw(f"shift_{end}_seconds", written, CLOCK_EXPECTED, "no clock")
        return None
    return _whole_seconds(record.get(f"shift_{end}_total_seconds")) if joined is None else joined


def _whole_seconds(value: Any) -> int | None:
    seconds = values.number(value)
    return None if seconds is None else int(seconds)


def _says_something(shift: TrackedShift) -> bool:
    return shift.has_players or any(
        found is not None for found in (shift.start, shift.end, shift.start_type, shift.stop_type)
    )
