"""Recognises the coordinates of a game by the zones of its events, and by its shot attempts.

The target is feet from centre ice, home attacking +x in every period. Other systems have the origin in a corner, use
metres or shares of the rink, change ends by period, or let the team with the puck attack one way.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median
from typing import NamedTuple

from ingest.game.model import Point, plain

HALF_LENGTH, HALF_WIDTH = 100.5, 43.0
"""Half the rink in feet (200 by 85, NHL rule 1), with a little for the boards."""

WIDEST_HALF = 49.8
"""Half the width of a rink of 30 m (IIHF rule 1 allows 26 to 30), likewise."""

FEET_PER_METRE = 1 / 0.3048
BLUE_LINE, GOAL_LINE = 25.0, 89.0
ZONE_TOLERANCE = 8.0
LEAST_EVIDENCE = 6
GOOD_SHARE, DOUBTFUL_SHARE, CLEARLY_BETTER = 0.85, 0.5, 0.1
MOST_OFF_RINK = 0.05
SAME_PLACE = 5.0
MOST_LOOKED_AT = 500
"""Most spots of a game that are looked at; more add nothing."""

SHORTEST_REACH = 45.0
"""Feet from the centre line that attempts of every game reach; if they do not, the unit is another."""

FAR_ACROSS, UNUSUALLY_FAR_ACROSS = 30.0, 25.0
"""Feet from the line through both nets beyond which not half of the attempts of any game are; and of hardly any game
(the dots are at 22 ft): too far for a system that nobody stated, as metres from a corner are when read as feet."""

ONE_SIDED = 6
"""Different y, all of them from 0 on, that show an origin in a corner."""


class Unit(NamedTuple):
    """A way to measure the rink: its centre of the ice, and the feet of a unit along and across."""

    name: str
    centre: Point
    feet: Point
    half_width: float = HALF_WIDTH

    def in_feet(self, point: Point) -> Point:
        """Return the point in feet from centre ice."""
        return (point[0] - self.centre[0]) * self.feet[0], (point[1] - self.centre[1]) * self.feet[1]

    def is_on_rink(self, point: Point) -> bool:
        """Return whether a point (in feet) is on the ice."""
        x, y = point
        return abs(x) <= HALF_LENGTH and abs(y) <= self.half_width  # which holds for no NaN


FEET = Unit("feet from centre ice", (0, 0), (1, 1))
METRES = (FEET_PER_METRE, FEET_PER_METRE)
UNITS = (
    FEET,
    Unit("feet from a corner", (100, 42.5), (1, 1)),
    Unit("metres from centre ice", (0, 0), METRES),
    Unit("metres from centre ice of a rink of 30 m", (0, 0), METRES, WIDEST_HALF),
    Unit("metres from a corner", (30.48, 12.954), METRES),
    Unit("metres from a corner of a rink of 60 by 30 m", (30, 15), METRES, WIDEST_HALF),
    Unit("shares of the rink from a corner (0 to 1)", (0.5, 0.5), (200, 85)),
    Unit("shares of the rink from centre ice (-1 to 1)", (0, 0), (100, 42.5)),
    Unit("percent of the rink from a corner (0 to 100)", (50, 50), (2, 0.85)),
)
WIDTHS = {
    UNITS[2].name: UNITS[3].name, UNITS[3].name: UNITS[2].name,
    UNITS[4].name: UNITS[5].name, UNITS[5].name: UNITS[4].name,
}  # fmt: skip
"""Units that differ in the width of the rink alone."""


class Ends(Enum):
    """Who attacks +x (to the right), and when."""

    HOME_RIGHT = "home attacks right in every period"
    HOME_LEFT = "home attacks left in every period"
    HOME_RIGHT_FIRST = "ends change by period, home attacks right in the first"
    HOME_LEFT_FIRST = "ends change by period, home attacks left in the first"
    TEAM_RIGHT = "the team of the event attacks right"
    TEAM_LEFT = "the team of the event attacks left"


class Spot(NamedTuple):
    """The position of an event, with its side (home or away) and zone as that side sees it."""

    point: Point
    side: str | None
    zone: str | None
    kind: str | None
    period: int | None


@dataclass(frozen=True)
class System:
    """A system of coordinates: a unit, and who attacks which end."""

    unit: Unit
    ends: Ends

    def turns(self, side: str | None, period: int | None) -> bool | None:
        """Return whether a point must be rotated so that home attacks +x; None if that is unknown."""
        if self.ends in (Ends.HOME_RIGHT, Ends.HOME_LEFT):
            return self.ends is Ends.HOME_LEFT
        if self.ends in (Ends.HOME_RIGHT_FIRST, Ends.HOME_LEFT_FIRST):
            return None if period is None else (self.ends is Ends.HOME_RIGHT_FIRST) == (period % 2 == 0)
        return None if side is None else (self.ends is Ends.TEAM_RIGHT) == (side == "away")

    def ours(self, point: Point, side: str | None, period: int | None) -> Point | None:
        """Return the point in feet from centre ice, home attacking +x; None if off the rink or of unknown ends."""
        turn = self.turns(side, period)
        return None if turn is None else self.turned(point, turn)

    def turned(self, point: Point, turn: bool) -> Point | None:
        """Return the point in feet from centre ice, rotated if it must ``turn``; None if it is off the rink."""
        _, centre, feet, half_width = self.unit
        x, y = (point[0] - centre[0]) * feet[0], (point[1] - centre[1]) * feet[1]
        if not (abs(x) <= HALF_LENGTH and abs(y) <= half_width):  # no comparison holds for NaN
            return None
        return (0.0 - x, 0.0 - y) if turn else (x, y)

    def __str__(self) -> str:
        return f"{self.unit.name}, {self.ends.value}"


@dataclass(frozen=True)
class Recognised:
    """The system of a game (None: unknown); ``reason`` names it, or why it is unknown, if it is not the usual one."""

    system: System | None
    reason: str | None = None


OURS = System(FEET, Ends.HOME_RIGHT)


class _Fit(NamedTuple):
    """How well a system explains the spots of a game; ``attempt`` is the median attempt, along and across."""

    agree: int
    known: int
    off_rink: int
    spots: int
    reach: float
    attempt: Point

    @property
    def share(self) -> float:
        judged = self.known + self.off_rink
        return self.agree / judged if judged else 0.0


def recognise_system(spots: Sequence[Spot], stated: System | None) -> Recognised:
    """Return the system of a game's spots: the stated one unless they contradict it, else the only good fit."""
    if not spots:
        return Recognised(stated)
    spots = spots[:: 1 + len(spots) // MOST_LOOKED_AT]
    one_sided = len({spot.point[1] for spot in spots}) >= ONE_SIDED and min(spot.point[1] for spot in spots) >= 0
    first = None if stated is None else _fit(stated, spots)
    if stated and first and _holds(first) and not (one_sided and first.known and first.share < GOOD_SHARE):
        return Recognised(stated)
    good = [
        (system, fit)
        for system, fit in _candidates(spots)
        if _explains(fit) and not (one_sided and system.unit.centre == (0, 0))
    ]
    good.sort(key=lambda each: -each[1].share)
    if good and (first is None or not _may_hold(first) or good[0][1].share > first.share + CLEARLY_BETTER):
        best, fit = good[0]
        rivals = [system for system, other in good if other.share > fit.share - CLEARLY_BETTER]
        if all(_same_places(best, rival, spots) for rival in rivals):
            return Recognised(best, f"coordinates recognised as {best}; turned into feet from centre ice")
    elif stated and first and _may_hold(first):
        return Recognised(stated)
    if stated is None:
        return Recognised(None)
    is_on_rink = first is not None and first.off_rink <= MOST_OFF_RINK * first.spots
    what = "contradict the zones" if is_on_rink else "are off the rink"
    names = [str(system) for system, _ in good[:2]]
    why = f" (they may be {' or '.join(names)})" if len(names) > 1 else ""
    return Recognised(None, f"coordinates {what} and their system cannot be recognised{why}; all of the game left out")


def contradicts_zone(point: Point, side: str | None, zone: str | None) -> bool:
    """Return whether a point is in the zone opposite to its own, or far from the neutral one."""
    attack = _attack_x(point, side)
    if attack is None or zone is None:
        return False
    if zone == "n":
        return abs(attack) >= 2 * BLUE_LINE
    return attack <= -BLUE_LINE if zone == "o" else attack >= BLUE_LINE


def zone_of(written: str | None) -> str | None:
    """Return o, d or n of the spellings of a zone; None for other texts."""
    letter = plain(written)[:1]
    return letter if letter in ("o", "d", "n") else None


def _candidates(spots: Sequence[Spot]) -> list[tuple[System, _Fit]]:
    """Return every system with its fit; of two that differ in rink width, the one that has more points on the ice."""
    fits = [(System(unit, ends), _fit(System(unit, ends), spots)) for unit in UNITS for ends in Ends]
    off = {(system.unit.name, system.ends): fit.off_rink for system, fit in fits}
    found = []
    for system, fit in fits:
        other = WIDTHS.get(system.unit.name)
        is_wide = system.unit.half_width == WIDEST_HALF
        if other is None or (fit.off_rink < off[other, system.ends] + (not is_wide)):
            found.append((system, fit))
    return found


def _explains(fit: _Fit) -> bool:
    """Return whether a system that was not stated fits well enough."""
    is_on_rink = fit.off_rink <= MOST_OFF_RINK * fit.spots
    is_likely = fit.share >= GOOD_SHARE and fit.agree >= LEAST_EVIDENCE and is_on_rink
    return is_likely and not _is_out_of_scale(fit, UNUSUALLY_FAR_ACROSS)


def _holds(fit: _Fit) -> bool:
    """Return whether the stated system holds, whatever other systems fit."""
    return _may_hold(fit) and (fit.known < LEAST_EVIDENCE or fit.share >= GOOD_SHARE)


def _may_hold(fit: _Fit) -> bool:
    """Return whether the stated system holds if no other fits clearly better."""
    is_on_rink = fit.off_rink <= MOST_OFF_RINK * fit.spots
    is_likely = fit.known < LEAST_EVIDENCE or fit.share >= DOUBTFUL_SHARE
    return is_on_rink and is_likely and not _is_out_of_scale(fit)


def _is_out_of_scale(fit: _Fit, far_across: float = FAR_ACROSS) -> bool:
    """Return whether attempts would be far from both nets, at the boards or behind the nets."""
    is_odd = fit.reach < SHORTEST_REACH or fit.attempt[0] > GOAL_LINE or fit.attempt[1] > far_across
    return fit.known >= LEAST_EVIDENCE and is_odd


def _fit(system: System, spots: Sequence[Spot]) -> _Fit:
    agree = known = off_rink = 0
    along, attempts = [], []
    for spot in spots:
        feet = system.unit.in_feet(spot.point)
        if not system.unit.is_on_rink(feet):
            off_rink += 1
            continue
        ours = system.ours(spot.point, spot.side, spot.period)
        attack = None if ours is None else _attack_x(ours, spot.side)
        judged = None if attack is None else _agrees(attack, spot)
        if judged is not None:
            known += 1
            agree += judged
            if spot.zone in ("o", "d") or _is_attempt(spot.kind):
                along.append(abs(feet[0]))
            if _is_attempt(spot.kind):
                attempts.append((abs(feet[0]), abs(feet[1])))
    # without a place that shows the scale, any scale fits
    usual = [median(axis) for axis in zip(*attempts, strict=True)] or [0.0, 0.0]
    return _Fit(agree, known, off_rink, len(spots), max(along, default=HALF_LENGTH), (usual[0], usual[1]))


def _agrees(attack: float, spot: Spot) -> bool | None:
    """Return whether a place agrees with its event; None if the event does not say."""
    if spot.zone == "n":
        return abs(attack) <= BLUE_LINE + ZONE_TOLERANCE
    if spot.zone == "d":
        return attack <= ZONE_TOLERANCE - BLUE_LINE
    if spot.zone == "o" or _is_attempt(spot.kind):
        return attack >= BLUE_LINE - ZONE_TOLERANCE
    return None


def _is_attempt(kind: str | None) -> bool:
    return plain(kind) in ("shot", "goal")


def _attack_x(point: Point, side: str | None) -> float | None:
    """Return x as seen by the side, which attacks +x."""
    if side is None:
        return None
    return point[0] if side == "home" else -point[0]


def _same_places(one: System, other: System, spots: Sequence[Spot]) -> bool:
    """Return whether two systems agree on all spots."""
    for spot in spots:
        here, there = (system.ours(spot.point, spot.side, spot.period) for system in (one, other))
        if here is not None and there is not None and math.dist(here, there) > SAME_PLACE:
            return False
    return True
