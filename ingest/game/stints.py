"""Shifts of all players together (stints): clocks that fit their neighbours, no player on the ice twice."""

from functools import lru_cache

from ingest.contract.notes import Notes
from ingest.game.model import Flaw, TrackedGame, TrackedShift, is_marker, plain
from ingest.game.periods import CLOCK_TOLERANCE, LONGEST_PERIOD

TABLE = "staging_shifts"
PERIOD_ENDS = frozenset({"periodend", "gameend"})


def settle_shifts(game: TrackedGame, notes: Notes) -> None:
    """Correct periods, clocks and slots of the shifts, or mark those that cannot land."""
    for position, shift in enumerate(game.shifts):
        before = game.shifts[position - 1] if position else None
        after = game.shifts[position + 1] if position + 1 < len(game.shifts) else None
        _settle_period(shift, before, notes)
        if shift.flaw is None:
            _settle_clock(shift, before, after, notes)
            _check_inside(shift, game.lengths.get(shift.period or 0), notes)
            _settle_duration(shift, notes)
            _settle_slots(shift, notes)


def _settle_period(shift: TrackedShift, before: TrackedShift | None, notes: Notes) -> None:
    """Correct the period of a marker, which may be that of an earlier row; a shift with players must have its own."""
    if not shift.has_players and before and before.period and (shift.period or 0) < before.period:
        expected = f"period {before.period} or later"
        notes.add(
            TABLE,
            "period",
            "a row without players out of order; period of the row above",
            expected,
            shift.origin,
            shift.period,
        )
        shift.period = before.period
    if shift.period is None and _continues(shift, before):
        shift.period = before.period if before else None
    if shift.has_players and shift.period is None and shift.flaw is None:
        shift.flaw = Flaw("period", None, "the period of the shift", "no period")


def _continues(shift: TrackedShift, before: TrackedShift | None) -> bool:
    """Return whether the clock continues from the shift above."""
    known = before is not None and before.end is not None and shift.start is not None
    return known and before is not None and (shift.start or 0) <= (before.end or 0)


def _settle_clock(shift: TrackedShift, before: TrackedShift | None, after: TrackedShift | None, notes: Notes) -> None:
    """Take blank ends from the neighbours; swap a shift that runs backwards, or correct it by its neighbours."""
    came = before.end if before and before.period == shift.period else None
    goes = after.start if after and after.period == shift.period else None
    if not shift.has_players:
        if shift.start is not None and shift.end is not None and shift.end > shift.start:
            shift.end = None
        return
    if shift.start is None:
        shift.start = came
    if shift.end is None:
        shift.end = goes
    if shift.start is None or shift.end is None or shift.end <= shift.start:
        return
    start: int | None
    end: int | None
    if came in (None, shift.end) and goes in (None, shift.start) and (came, goes) != (None, None):
        action, start, end = "start and end swapped, according to the neighbours", shift.end, shift.start
    else:
        action, start, end = "corrected by the neighbours", _start(shift, came), _end(shift, goes)
    notes.add(
        TABLE,
        "shift_end_seconds",
        f"the shift runs backwards; {action}",
        "an end below the start",
        shift.origin,
        shift.end,
    )
    shift.start, shift.end = start, end


def _start(shift: TrackedShift, came: int | None) -> int:
    return (shift.start or 0) if came is None else came


def _end(shift: TrackedShift, goes: int | None) -> int | None:
    if goes is None and plain(shift.stop_type) in PERIOD_ENDS:
        return 0
    return goes


def _check_inside(shift: TrackedShift, length: int | None, notes: Notes) -> None:
    highest = LONGEST_PERIOD if length is None else length + CLOCK_TOLERANCE
    outside = [clock for clock in (shift.start, shift.end) if clock is not None and not 0 <= clock <= highest]
    if not outside:
        return
    expected = f"seconds remaining from 0 to {length or LONGEST_PERIOD} in period {shift.period}"
    if shift.has_players and not is_marker(shift.start_type):
        shift.flaw = Flaw("shift_start_seconds", outside[0], expected, "the shift lies outside its period")
    else:
        notes.add(
            TABLE, "shift_start_seconds", "video time on a marker; left blank", expected, shift.origin, outside[0]
        )
        shift.start = shift.end = None


def _settle_duration(shift: TrackedShift, notes: Notes) -> None:
    stated = shift.duration
    if shift.start is not None and shift.end is not None:
        shift.duration = shift.start - shift.end
    elif stated is not None and stated < 0:
        shift.duration = None
    if stated is not None and stated < 0:
        notes.add(TABLE, "shift_duration", "negative; taken from the clocks", "seconds", shift.origin, stated)


def _settle_slots(shift: TrackedShift, notes: Notes) -> None:
    """Keep a jersey that is twice on one side once; clear zeros that stand for empty slots."""
    seen: set[tuple[str, int]] = set()
    _clear_zeros(shift)
    for slot in _goalies_first(tuple(shift.slots)):
        jersey = shift.slots[slot]
        if jersey is not None and (slot[:4], jersey) in seen:
            notes.add(TABLE, slot, "a jersey twice on one side; counted once", "each player once", shift.origin, jersey)
            jersey = None
        elif jersey is not None:
            seen.add((slot[:4], jersey))
        shift.slots[slot] = jersey


@lru_cache
def _goalies_first(slots: tuple[str, ...]) -> list[str]:
    return sorted(slots, key=lambda name: (not name.endswith("goalie"), name))


def _clear_zeros(shift: TrackedShift) -> None:
    """Clear zeros, which trackers put in empty slots: 0 is a player only if it is on a side once, beside others."""
    if 0 not in shift.slots.values():
        return
    for side in ("home", "away"):
        slots = {slot: jersey for slot, jersey in shift.slots.items() if slot.startswith(side)}
        zeros = [slot for slot, jersey in slots.items() if jersey == 0]
        if len(zeros) > 1 or not any(slots.values()):
            shift.slots |= dict.fromkeys(zeros)
