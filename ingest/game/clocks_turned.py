"""Converts a clock that counts up to seconds remaining, before any other rule reads it."""

from collections.abc import Sequence

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.clock_direction import (
    DOWN,
    ENDS,
    STARTS,
    Direction,
    Timed,
    in_period,
    lengths_of,
    period_ends,
    period_starts,
    steps_of_events,
    steps_of_stints,
    turned,
    turned_note,
)
from ingest.game.model import Flaw, TrackedEvent, TrackedGame, TrackedShift, plain
from ingest.parsing.clock import SHOOTOUT


def turn_clocks(game: TrackedGame, notes: Notes) -> None:
    """Convert the clocks of events, and of shifts, that count up; note that, and unclear directions."""
    stints = [shift for shift in game.shifts if shift.has_players]
    timed = [event for event in game.events if _has_game_clock(event)]
    shifts, events = steps_of_stints((stint.start, stint.end) for stint in stints), steps_of_events(_steps(timed))
    shifts_up, events_up = shifts.direction is Direction.UP, events.direction is Direction.UP
    shifts_run_on = shifts_up and _count_by_period(stints, game.lengths)
    events_run_on = events_up and _count_by_period(timed, game.lengths)
    clocks = [(stint.period, clock) for stint in stints for clock in (stint.start, stint.end)]
    lengths = lengths_of(game.lengths, clocks, period_ends(_steps(timed)) if events_up else {})
    if shifts_up:
        _turn_shifts(game, lengths, turned_note(lengths, shifts_run_on), notes)
    if events_up:
        _turn_events(game, lengths, turned_note(lengths, events_run_on), notes)
    for table, steps in (("staging_shifts", shifts), ("staging_events", events)):
        if steps.doubt:
            notes.add(table, None, steps.doubt, DOWN, Origin())


def _has_game_clock(event: TrackedEvent) -> bool:
    """Return whether the event's clock is a game clock; breaks may have a video's."""
    return not event.is_marker or plain(event.event_type) in STARTS | ENDS


def _steps(events: Sequence[TrackedEvent]) -> list[Timed]:
    return [Timed(event.period, event.start, event.event_type) for event in events]


def _count_by_period(rows: Sequence[TrackedEvent | TrackedShift], lengths: dict[int, int]) -> bool:
    """Count a clock that runs on through the game from the start of each period; return whether it ran on."""
    starts = period_starts(((row.period, clock) for row in rows for clock in (row.start, row.end)), lengths)
    for row in rows if starts else ():
        start = starts.get(row.period or 0, 0)
        row.start, row.end = in_period(row.start, start), in_period(row.end, start)
    return bool(starts)


def _turn_shifts(game: TrackedGame, lengths: dict[int, int], note: str, notes: Notes) -> None:
    for shift in game.shifts:
        length = lengths.get(shift.period or 0)
        shift.start, shift.end = turned(shift.start, length), turned(shift.end, length)
    game.lengths = {**lengths, **game.lengths}
    notes.add("staging_shifts", None, note, DOWN, Origin())


def _turn_events(game: TrackedGame, lengths: dict[int, int], note: str, notes: Notes) -> None:
    for event in game.events:
        length = lengths.get(event.period or 0)
        if length is None and event.start is not None and not event.is_marker and event.period != SHOOTOUT:
            _refuse(event)
        event.start, event.end = turned(event.start, length), turned(event.end, length)
    game.lengths = {**lengths, **game.lengths}
    notes.add("staging_events", None, note, DOWN, Origin())


def _refuse(event: TrackedEvent) -> None:
    reason = f"the clock counts up, and the length of period {event.period} is unknown"
    event.flaw = Flaw(
        "event_start_seconds", event.start, "seconds remaining, or shifts or a length of the period", reason
    )
