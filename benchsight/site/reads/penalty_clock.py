"""Which penalties run, by the clock of the game."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Goal:
    """A goal of a side, in seconds since the start of the game."""

    at: int
    venue: str


@dataclass(frozen=True)
class Penalty:
    """A penalty of a side, in seconds. ``is_minor``: a goal against the side that is short may end it.

    ``is_short``: the side plays with one skater less. ``about``: what is shown of it.
    """

    at: int
    venue: str
    seconds: int
    is_minor: bool
    is_short: bool
    about: Mapping[str, Any]

    @property
    def end(self) -> int:
        """When it ends at the latest."""
        return self.at + self.seconds


@dataclass(frozen=True)
class Running:
    """A penalty that runs, with the seconds that are left."""

    venue: str
    left: int
    about: Mapping[str, Any]


def running(penalties: Iterable[Penalty], goals: Iterable[Goal], now: int) -> list[Running]:
    """Return the penalties that run, the first to end first.

    A goal against a side that is short of skaters ends its minor that ends first; of a double minor, the half that
    runs. Penalties that wait for others to end are taken to run at once: the tracker does not note them.
    """
    kept = list(penalties)
    for goal in goals:
        kept = _after(kept, goal)
    left = [
        Running(penalty.venue, penalty.end - now, penalty.about) for penalty in kept if penalty.at <= now < penalty.end
    ]
    return sorted(left, key=lambda each: each.left)


def _after(penalties: list[Penalty], goal: Goal) -> list[Penalty]:
    """Return the penalties with the one ended that a goal ends."""
    served = [each for each in penalties if each.is_short and each.at < goal.at < each.end]
    against = [each for each in served if each.venue != goal.venue]
    ends = min((each for each in against if each.is_minor), key=lambda each: each.end, default=None)
    if ends is None or len(against) <= len(served) - len(against):
        return penalties
    half = ends.seconds // 2
    is_first_half = ends.about.get("event_detail") == "Penalty_DoubleMinor" and goal.at < ends.at + half
    left = half if is_first_half else 0
    return [replace(each, seconds=goal.at - each.at + left) if each is ends else each for each in penalties]
