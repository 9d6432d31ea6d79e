"""Shifts of the tracker's JSON export, read field by field: who is on the ice for both teams, by slot."""

from collections.abc import Sequence
from itertools import compress
from typing import Any

from ingest.contract.column_rows import as_row
from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.formats.tracker_json.entries import Entries, ShiftFields, SlotFields, is_object
from ingest.game.cells import SLOT, fill_slots, slot_columns, strength_of
from ingest.game.model import Flaw, TrackedShift
from ingest.parsing import values
from ingest.parsing.cells import UNREADABLE, or_unreadable, read_each
from ingest.parsing.clock import CLOCK_EXPECTED, clock_seconds, period_number

TABLE = "staging_shifts"
SIDES = ("home", "away")
JERSEYS = SlotFields.__struct_fields__
Slots = dict[str, int | None]


def read_shifts(entries: Entries, game_id: int, notes: Notes) -> list[TrackedShift]:
    """Return the shift of each entry, with a flaw if it cannot be one."""
    shifts = _shifts(entries)
    home, away = (_slots_by_column(side, [getattr(each, side) for each in entries.fields]) for side in SIDES)
    for shift, *found in zip(shifts, home, away, strict=True):
        for side, slots in zip(SIDES, found, strict=True):
            shift.slots |= slots or fill_slots(side, _players(as_row(shift.raw), side), shift.origin, notes)
    _mark_flaws(shifts, entries, game_id)
    return shifts


def _shifts(entries: Entries) -> list[TrackedShift]:
    """Return the shifts without their players; periods and clocks may be UNREADABLE."""
    fields: Sequence[ShiftFields] = entries.fields
    columns: tuple[Sequence[Any], ...] = (
        _indexes([each.idx for each in fields]),
        read_each(or_unreadable(period_number), [each.period for each in fields]),
        read_each(or_unreadable(clock_seconds), [each.start_time for each in fields]),
        read_each(or_unreadable(clock_seconds), [each.end_time for each in fields]),
        read_each(values.text, [each.start_type for each in fields]),
        read_each(values.text, [each.stop_type for each in fields]),
        [{} for _ in fields],
        read_each(values.text, [each.situation for each in fields]),
        read_each(strength_of, [each.strength for each in fields]),
        read_each(values.whole, [each.duration for each in fields]),
        read_each(values.whole, [each.stoppage for each in fields]),
        [None] * len(fields),
        [None] * len(fields),
        entries.raws,
    )
    origins = [Origin(f"shifts[{position}]", None) for position in range(len(fields))]
    return [TrackedShift(*row) for row in zip(origins, *columns, strict=True)]


def _indexes(stated: list[Any]) -> list[int]:
    """Return the source's own numbers, and the place (from 1) of a shift without one."""
    read = enumerate(read_each(values.whole, stated), 1)
    return [place if index is None or index < 0 else index for place, index in read]


def _mark_flaws(shifts: list[TrackedShift], entries: Entries, game_id: int) -> None:
    """Mark the shifts that cannot land, for a clock, their period or their game, or because they are none."""
    games = read_each(values.whole, [each.game_id for each in entries.fields])
    for shift, fields, stated_game in zip(shifts, entries.fields, games, strict=True):
        if shift.start is UNREADABLE:
            shift.start = None
            shift.flaw = Flaw("shift_start_seconds", fields.start_time, CLOCK_EXPECTED, "no clock")
        if shift.end is UNREADABLE:
            shift.end = None
            shift.flaw = Flaw("shift_end_seconds", fields.end_time, CLOCK_EXPECTED, "no clock")
        if shift.period is UNREADABLE:
            shift.period = None
            shift.flaw = Flaw("period", fields.period, "1, 2, 3, OT or SO", "no period")
        if stated_game is not None and stated_game != game_id:
            shift.flaw = Flaw("game_id", stated_game, f"{game_id} as in the export", "a shift of another game")
        if not is_object(shift.raw):
            expected = "an object with period, start_time, home and away"
            shift.flaw = Flaw("shift_index", shift.raw, expected, "not a shift")
            shift.slots, shift.raw = {}, {"entry": shift.raw}


def _slots_by_column(side: str, listed: list[Any]) -> list[Slots | None]:
    """Return the jerseys of a side by staging column, read slot by slot.

    None for a shift that has to be read by itself: it has other slots than the usual ones, or no jersey in one.
    """
    columns = slot_columns(side)
    is_usual = [isinstance(each, dict) and each.keys() <= columns.keys() for each in listed]
    usual = list(compress(listed, is_usual))
    found = []
    for slot in columns:
        players = [each.get(slot) for each in usual]
        written = [None if player is None else _jersey(player) for player in players]
        jerseys = read_each(values.whole, written)
        unread = [cell for cell, jersey in zip(written, jerseys, strict=True) if jersey is None and cell is not None]
        if not all(map(values.is_blank, unread)):
            return [None] * len(listed)
        found.append(jerseys)
    slots = (dict(zip(columns.values(), row, strict=True)) for row in zip(*found, strict=True))
    return [next(slots) if usual else None for usual in is_usual]


def _players(entry: Any, side: str) -> list[tuple[str, Any]]:
    """Return slot name and jersey of a side: from an object by slot, a list, or fields such as home_F1."""
    if not isinstance(entry, dict):
        return []
    listed = entry.get(side)
    if isinstance(listed, dict):
        return [(slot, _jersey(player)) for slot, player in listed.items()]
    if isinstance(listed, list):
        return [(_slot(player, number), _jersey(player)) for number, player in enumerate(listed, 1)]
    named = ((name.removeprefix(f"{side}_"), value) for name, value in entry.items() if name.startswith(f"{side}_"))
    return [(slot, _jersey(value)) for slot, value in named if SLOT.fullmatch(slot)]


def _jersey(player: Any) -> Any:
    if isinstance(player, SlotFields):
        if player.num.__class__ is str and player.num.isdigit():
            return player.num
        written: tuple[Any, ...] = player.num, player.n, player.number, player.jersey
    elif isinstance(player, dict):
        written = tuple(map(player.get, JERSEYS))
    else:
        return player
    return next((jersey for jersey in written if jersey is not None and not values.is_blank(jersey)), None)


def _slot(player: Any, number: int) -> str:
    """Return the slot of a player in a list: goalies by position, others by place."""
    position = values.text(player.get("pos")) if isinstance(player, dict) else None
    return "G" if (position or "").upper().startswith("G") else f"F{number}"
