"""Periods: how long each was, and events that are tagged with the period before or after their own."""

from collections.abc import Sequence

from ingest.extract import Origin
from ingest.readers.notes import Notes
from ingest.readers.tracked.model import TrackedEvent, TrackedGame, plain

LONGEST_PERIOD = 3600
SHORTEST_PERIOD = 60
CLOCK_TOLERANCE = 3
"""Seconds by which clocks of events and shifts differ in practice."""

RESTART_JUMP = 300
"""Seconds that the clock jumps up by at the least when a period starts."""

LATE_TAGS = 5
"""Rows within which a change of period may be tagged too early or too late."""


def settle_lengths(game: TrackedGame, notes: Notes) -> None:
    """Complete ``game.lengths`` by what the clock shows at the start of each period."""
    for period, seen in _starts(game).items():
        stated = game.lengths.get(period)
        if stated is None:
            game.lengths[period] = seen
        elif seen > stated + CLOCK_TOLERANCE:
            reason = "the clock starts higher than the stated length; it counts"
            expected = f"a first shift at {stated} seconds or less"
            notes.add("staging_games", f"period_{period}_seconds", reason, expected, Origin(), seen)
            game.lengths[period] = seen


def _starts(game: TrackedGame) -> dict[int, int]:
    """Clock of each period's first shift, else of its opening faceoff."""
    starts: dict[int, int] = {}
    for event in game.events:
        if event.period and event.start and plain(event.detail).endswith(("gamestart", "periodstart")):
            starts[event.period] = event.start
    for shift in reversed(game.shifts):
        if shift.period and shift.start and shift.has_players:
            starts[shift.period] = shift.start
    return {
        period: seconds for period, seconds in sorted(starts.items()) if SHORTEST_PERIOD <= seconds <= LONGEST_PERIOD
    }


def retag_periods(events: Sequence[TrackedEvent], notes: Notes) -> None:
    """Move events near a change of period to the side of it where the jump of the clock puts them."""
    timed = [event for event in events if event.start is not None and event.period is not None and not event.is_marker]
    for at in range(1, len(timed)):
        before, after = timed[at - 1].period, timed[at].period
        if before is not None and after == before + 1:
            _retag(timed, at, before, after, notes)


def _retag(timed: list[TrackedEvent], at: int, before: int, after: int, notes: Notes) -> None:
    near = [
        position
        for position in range(max(1, at - LATE_TAGS), min(len(timed), at + LATE_TAGS + 1))
        if {timed[position - 1].period, timed[position].period} <= {before, after}
    ]
    restart = max(near, key=lambda position: _jump(timed, position))
    if restart == at or _jump(timed, restart) < RESTART_JUMP or _jump(timed, at) >= RESTART_JUMP:
        return
    moved = timed[restart:at] if restart < at else timed[at:restart]
    for event in moved:
        notes.add(
            "staging_events", "period", "the clock shows that the event belongs to the next period or the one before",
            "a change of period where the clock restarts", event.origin, event.period,
        )  # fmt: skip
        event.period = after if restart < at else before


def _jump(timed: list[TrackedEvent], position: int) -> int:
    return (timed[position].start or 0) - (timed[position - 1].start or 0)
