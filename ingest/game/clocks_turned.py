"""Converts a clock that counts up to seconds remaining, before any other rule reads it."""

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.clock_direction import (
    DOWN,
    ENDS,
    STARTS,
    Direction,
    Timed,
    lengths_of,
    period_ends,
    steps_of_events,
    steps_of_stints,
    turned,
    turned_note,
)
from ingest.game.model import Flaw, TrackedEvent, TrackedGame, plain
from ingest.parsing.clock import SHOOTOUT


def turn_clocks(game: TrackedGame, notes: Notes) -> None:
    """Convert the clocks of events, and of shifts, that count up; note that, and unclear directions."""
    shifts = steps_of_stints((shift.start, shift.end) for shift in game.shifts if shift.has_players)
    timed = [Timed(event.period, event.start, event.event_type) for event in game.events if _has_game_clock(event)]
    events = steps_of_events(timed)
    stints = [(shift.period, clock) for shift in game.shifts if shift.has_players for clock in (shift.start, shift.end)]
    ends = period_ends(timed) if events.direction is Direction.UP else {}
    lengths = lengths_of(game.lengths, stints, ends)
    if shifts.direction is Direction.UP:
        _turn_shifts(game, lengths, notes)
    if events.direction is Direction.UP:
        _turn_events(game, lengths, notes)
    for table, steps in (("staging_shifts", shifts), ("staging_events", events)):
        if steps.doubt:
            notes.add(table, None, steps.doubt, DOWN, Origin())


def _has_game_clock(event: TrackedEvent) -> bool:
    """Return whether the event's clock is a game clock; breaks may have a video's."""
    return not event.is_marker or plain(event.event_type) in STARTS | ENDS


def _turn_shifts(game: TrackedGame, lengths: dict[int, int], notes: Notes) -> None:
    for shift in game.shifts:
        length = lengths.get(shift.period or 0)
        shift.start, shift.end = turned(shift.start, length), turned(shift.end, length)
    game.lengths = {**lengths, **game.lengths}
    notes.add("staging_shifts", None, turned_note(lengths), DOWN, Origin())


def _turn_events(game: TrackedGame, lengths: dict[int, int], notes: Notes) -> None:
    for event in game.events:
        length = lengths.get(event.period or 0)
        if length is None and event.start is not None and not event.is_marker and event.period != SHOOTOUT:
            _refuse(event)
        event.start, event.end = turned(event.start, length), turned(event.end, length)
    game.lengths = {**lengths, **game.lengths}
    notes.add("staging_events", None, turned_note(lengths), DOWN, Origin())


def _refuse(event: TrackedEvent) -> None:
    reason = f"the clock counts up, and the length of period {event.period} is unknown"
    event.flaw = Flaw(
        "event_start_seconds", event.start, "seconds remaining, or shifts or a length of the period", reason
    )
