"""Clocks of events: inside the period, never running backwards, blank if they are a video's."""

from ingest.contract.notes import Notes
from ingest.game.model import Flaw, TrackedEvent, TrackedGame, plain
from ingest.game.periods import CLOCK_TOLERANCE, LONGEST_PERIOD

TABLE = "staging_events"
CLOCK_COLUMNS = ("period", "event_start_seconds")


def settle_event_clocks(game: TrackedGame, notes: Notes) -> None:
    """Correct each event's start and end, or mark the event as one that cannot land."""
    before: TrackedEvent | None = None
    for event in game.events:
        length = game.lengths.get(event.period or 0)
        if event.is_marker:
            _settle_marker(event, length, notes)
        elif event.flaw is None:
            _settle_play(event, length, notes)
        _settle_order(event, before, notes)
        if event.start is not None and not event.is_marker:
            before = event


def _settle_marker(event: TrackedEvent, length: int | None, notes: Notes) -> None:
    """Blank the clock of a marker if it is not a game clock; intermissions have none."""
    if event.flaw is not None and event.flaw.column in CLOCK_COLUMNS:
        event.flaw = None
    if event.start is None:
        event.start = event.end
    clocks = [clock for clock in (event.start, event.end) if clock is not None]
    highest = LONGEST_PERIOD if length is None else length + CLOCK_TOLERANCE
    outside = any(not 0 <= clock <= highest for clock in clocks)
    if outside or (plain(event.event_type) == "intermission" and any(clock not in (0, length) for clock in clocks)):
        expected = "a marker's time on the game clock"
        notes.add(
            TABLE, "event_start_seconds", "video time on a marker; left blank", expected, event.origin, event.start
        )
        event.start = event.end = None


def _settle_play(event: TrackedEvent, length: int | None, notes: Notes) -> None:
    if event.period is None:
        event.flaw = Flaw("period", None, "the period the event happened in", "no period")
        return
    if event.start is None:
        event.start = event.end
    if event.start is None:
        notes.add(TABLE, "event_start_seconds", "no clock; lands without one", "seconds remaining", event.origin)
        return
    highest = LONGEST_PERIOD if length is None else length
    if not 0 <= event.start <= highest + CLOCK_TOLERANCE * (length is not None):
        expected = f"seconds remaining from 0 to {highest} in period {event.period}"
        event.flaw = Flaw("event_start_seconds", event.start, expected, "the event lies outside its period")
    elif event.start > highest:
        notes.add(
            TABLE, "event_start_seconds", f"at most {CLOCK_TOLERANCE} seconds before the period; set to its start",
            "a clock inside the period", event.origin, event.start,
        )  # fmt: skip
        event.start = highest
    if event.end is not None and not 0 <= event.end <= highest:
        expected = f"seconds remaining from 0 to {highest}"
        notes.add(
            TABLE, "event_end_seconds", "end outside the period; set to the start", expected, event.origin, event.end
        )
        event.end = event.start


def _settle_order(event: TrackedEvent, before: TrackedEvent | None, notes: Notes) -> None:
    """End an event without end at its start; swap or drop an end above the start."""
    if event.start is None or event.end is None:
        event.end = event.start
        return
    if event.end <= event.start:
        return
    same_period = before is not None and before.period == event.period and before.start is not None
    if before is not None and same_period and event.end <= (before.start or 0):
        action, ends = "the two swapped", (event.end, event.start)
    else:
        action, ends = "end set to the start", (event.start, event.start)
    notes.add(
        TABLE, "event_end_seconds", f"the event ends above its start on a clock that runs down; {action}",
        "an end at or below the start", event.origin, event.end,
    )  # fmt: skip
    event.start, event.end = ends
