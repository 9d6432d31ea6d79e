"""The direction of a game's clock, and clocks that count up converted to seconds remaining.

A scoreboard counts down; league feeds have the time played. Stints and the order of events show the direction,
separately, since they may come from different programs.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from ingest.game.model import plain

LEAST_STINTS, LEAST_EVENTS = 4, 6
"""Fewest steps of the clock that show its direction."""

NEARLY_ALL = 9
"""A clock runs one way if it has so many times more steps that way than the other."""

SECONDS_APART = 3
FEW = 20
"""At most one in so many clocks of a period may be mistyped for the others to show when it begins."""

STARTS = frozenset({"gamestart", "periodstart"})
ENDS = frozenset({"gameend", "periodend"})
LAST_REGULATION = 3
LONGEST_PERIOD = 35 * 60
"""Seconds that no period lasts."""

DOWN = "seconds remaining, which count down"


class Direction(Enum):
    """The direction of a clock."""

    DOWN = "counts down"
    UP = "counts up"
    UNKNOWN = "unknown"
    BOTH = "both ways"


class Timed(NamedTuple):
    """The parts of an event that show the direction of its clock."""

    period: int | None
    clock: int | None
    kind: str | None = None


class Steps(NamedTuple):
    """How often a clock ran up, and how often down."""

    up: int
    down: int
    least: int = LEAST_STINTS

    @property
    def direction(self) -> Direction:
        """The direction that the steps show."""
        if self.up + self.down < self.least:
            return Direction.UNKNOWN
        if self.up >= NEARLY_ALL * self.down:
            return Direction.UP
        return Direction.DOWN if self.down >= 2 * self.up else Direction.BOTH

    @property
    def doubt(self) -> str | None:
        """Why a clock that is read as seconds remaining may be otherwise; None without doubt."""
        if self.direction is Direction.BOTH:
            return f"the clock runs both ways ({self}): taken as seconds remaining"
        if self.direction is Direction.UNKNOWN and self.up > 1 and not self.down:
            return f"the clock may count up ({self}, too few to tell): taken as seconds remaining"
        return None

    def __str__(self) -> str:
        return f"{self.up} steps up, {self.down} down"


def steps_of_stints(stints: Iterable[tuple[int | None, int | None]]) -> Steps:
    """Return the steps from the start of each stint to its end."""
    known = [(start, end) for start, end in stints if start is not None and end is not None]
    return Steps(sum(start < end for start, end in known), sum(start > end for start, end in known))


def steps_of_events(events: Sequence[Timed]) -> Steps:
    """Return the steps from event to event (maybe newest first), and at the starts and ends of periods."""
    timed = [event for event in events if event.period is not None and event.clock is not None]
    up = down = later = earlier = 0
    for before, after in pairwise(timed):
        if before.period == after.period:
            up += (before.clock or 0) < (after.clock or 0)
            down += (before.clock or 0) > (after.clock or 0)
        else:
            later += (before.period or 0) < (after.period or 0)
            earlier += (before.period or 0) > (after.period or 0)
    if earlier > later:
        up, down = down, up
    for event in timed:
        at_zero, kind = (event.clock or 0) <= SECONDS_APART, plain(event.kind)
        if kind in STARTS or (kind in ENDS and event.period != LAST_REGULATION + 1):  # an overtime ends at a goal
            up, down = (up + 1, down) if at_zero == (kind in STARTS) else (up, down + 1)
    return Steps(up, down, LEAST_EVENTS)


def lengths_of(
    stated: Mapping[int, int], clocks: Iterable[tuple[int | None, int | None]], at_ends: Mapping[int, int]
) -> dict[int, int]:
    """Return the seconds of each period: as stated, else its end, else the highest clock of a stint.

    ``stated`` are lengths by period, ``clocks`` periods and clocks of the stints, ``at_ends`` clocks of rows that end a
    period. A regulation period without a length has that of the others. A period that runs beyond its stated length is
    as long as its clock.
    """
    highest: dict[int, int] = {}
    for period, clock in clocks:
        if period is not None and clock is not None:
            highest[period] = max(clock, highest.get(period, 0))
    found = {**highest, **at_ends}
    regulation = [length for period, length in found.items() if period <= LAST_REGULATION]
    if regulation:
        usual = max(regulation)
        found |= dict.fromkeys(range(1, LAST_REGULATION + 1), usual)
    for period, length in stated.items():
        found[period] = length if highest.get(period, 0) <= length + SECONDS_APART else highest[period]
    return {period: length for period, length in found.items() if length > 0}


def period_ends(events: Iterable[Timed]) -> dict[int, int]:
    """Return the clock at the end of each period, for clocks that count up; an overtime ends with its last event."""
    found: dict[int, int] = {}
    for period, clock, kind in events:
        if period and clock and (plain(kind) in ENDS or period > LAST_REGULATION):
            found[period] = max(clock, found.get(period, 0))
    return found


def period_starts(clocks: Iterable[tuple[int | None, int | None]], stated: Mapping[int, int]) -> dict[int, int]:
    """Return the clock at which each period begins, where one that counts up runs on through the game; else nothing.

    ``clocks`` are periods and clocks of events or stints, ``stated`` lengths by period. A period begins when those
    before it have been played; without their lengths, at the full minute before its first clock.
    """
    by_period: dict[int, list[int]] = {}
    for period, clock in clocks:
        if period and clock is not None:
            by_period.setdefault(period, []).append(clock)
    periods, first, last = sorted(by_period), dict[int, int](), dict[int, int]()
    for period, found in by_period.items():
        few = len(found) // FEW  # may be mistyped
        first[period], last[period] = sorted(found)[few], sorted(found, reverse=True)[few]
    runs_on = all(first[after] >= last[before] - SECONDS_APART for before, after in pairwise(periods))
    is_beyond = any(last[period] > stated.get(period, LONGEST_PERIOD) + SECONDS_APART for period in periods[1:])
    if not (runs_on and is_beyond):
        return {}
    starts = {}
    for period in periods:
        before = [stated.get(earlier) for earlier in range(1, period)]
        played = sum(length for length in before if length is not None)
        is_known = None not in before and played <= first[period] + SECONDS_APART
        starts[period] = played if is_known else first[period] // 60 * 60
    return starts


def turned_note(lengths: Mapping[int, int], runs_on: bool) -> str:
    """Return the note on a clock that was converted."""
    shown = ", ".join(f"period {period} {length // 60}:{length % 60:02}" for period, length in sorted(lengths.items()))
    through = " through the game" if runs_on else ""
    return f"the clock counts up{through}: read as time played and turned (lengths: {shown})"


def turned(clock: int | None, length: int | None) -> int | None:
    """Return the seconds remaining of the seconds played; a clock beyond the period, such as a video's, stays."""
    if clock is None or length is None or clock > length + SECONDS_APART:
        return clock
    return max(length - clock, 0)


def in_period(clock: int | None, start: int) -> int | None:
    """Return the seconds played in a period that begins at ``start``, of a clock that runs on through the game."""
    return None if clock is None else max(clock - start, 0)
