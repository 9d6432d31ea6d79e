"""Periods: their lengths, and events that are tagged with the period before or after their own."""

from collections.abc import Sequence

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.model import TrackedEvent, TrackedGame, TrackedShift, plain

LONGEST_PERIOD = 3600
SHORTEST_PERIOD = 60
CLOCK_TOLERANCE = 3
"""Seconds by which clocks of events and shifts differ in practice."""

RESTART_JUMP = 300
"""Fewest seconds by which the clock jumps up when a period starts."""

Timed = TrackedEvent | TrackedShift

LATE_TAGS = 5
"""Most rows by which a change of period is tagged too early or too late."""


def settle_lengths(game: TrackedGame, notes: Notes) -> None:
    """Complete ``game.lengths`` by the clock at the start of each period."""
    for period, seen in _starts(game).items():
        stated = game.lengths.get(period)
        if stated is None:
            game.lengths[period] = seen
        elif seen > stated + CLOCK_TOLERANCE:
            reason = "the clock starts higher than the stated length, and is used"
            expected = f"a first shift at {stated} seconds or less"
            notes.add("staging_games", f"period_{period}_seconds", reason, expected, Origin(), seen)
            game.lengths[period] = seen


def _starts(game: TrackedGame) -> dict[int, int]:
    """Return the clock of each period's first shift, else of its opening faceoff."""
    starts: dict[int, int] = {}
    for event in game.events:
        opening = (plain(event.event_type) + plain(event.detail)).endswith(("gamestart", "periodstart"))
        if event.period and event.start and opening:
            starts[event.period] = event.start
    for shift in reversed(game.shifts):
        if shift.period and shift.start and shift.has_players:
            starts[shift.period] = shift.start
    return {
        period: seconds for period, seconds in sorted(starts.items()) if SHORTEST_PERIOD <= seconds <= LONGEST_PERIOD
    }


def retag_periods(rows: Sequence[TrackedEvent] | Sequence[TrackedShift], table: str, notes: Notes) -> None:
    """Correct the period of rows near a change of period: the clock jumps where the new period starts."""
    timed = [row for row in rows if row.start is not None and row.period is not None and row.is_play]
    for at in range(1, len(timed)):
        before, after = timed[at - 1].period, timed[at].period
        if before is not None and after == before + 1:
            restart = _restart(timed, at, {before, after})
            _tag(timed[restart:at], after, table, notes)
            _tag(timed[at:restart], before, table, notes)


def _restart(timed: Sequence[Timed], at: int, periods: set[int | None]) -> int:
    """Return where the clock restarts near a tagged change of period; ``at`` if it restarts nowhere or there.

    A jump to an earlier period is none: rows entered after the game begin there.
    """
    near = [
        position
        for position in range(max(1, at - LATE_TAGS), min(len(timed), at + LATE_TAGS + 1))
        if position == at or timed[position - 1].period == timed[position].period in periods
    ]
    restart = max(near, key=lambda position: _jump(timed, position))
    if _jump(timed, restart) < RESTART_JUMP or _jump(timed, at) >= RESTART_JUMP:
        return at
    return restart


def _tag(rows: Sequence[Timed], period: int, table: str, notes: Notes) -> None:
    for row in rows:
        reason, expected = (
            "the clock shows another period, which is used",
            "a change of period where the clock restarts",
        )
        notes.add(table, "period", reason, expected, row.origin, row.period)
        row.period = period


def _jump(timed: Sequence[Timed], position: int) -> int:
    return (timed[position].start or 0) - (timed[position - 1].start or 0)
