"""Who of the players of a shift chart keeps the goal: by position, else who is on the ice nearly all the time."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

NEARLY_ALL = 0.8
"""Share of a side's time on the ice that no skater has, and a goalie who is now and then pulled does."""


class Stretch(NamedTuple):
    """The sweaters of one side that are on the ice through some seconds of a period."""

    period: int
    seconds: int
    on: frozenset[int]


def goalies_of(
    stretches: list[Stretch], positions: Mapping[int, str], roster_has_goalie: bool
) -> dict[int, frozenset[int]]:
    """The sweaters that keep the goal, by period.

    ``positions`` are those that are known (G…: a goalie). Without a goalie among the players of the chart it is the
    one who is on the ice nearly all the time, of the game or else of a period, and who stands in for him while he is
    off. Where the roster has a goalie who is not in the chart, only a player of no known position can be one.
    """
    periods = {stretch.period for stretch in stretches}
    everybody = frozenset[int]().union(*(stretch.on for stretch in stretches))
    known = frozenset(number for number in everybody if positions.get(number, "").upper().startswith("G"))
    if known:
        return dict.fromkeys(periods, known)
    skaters = {number for number in positions if roster_has_goalie}
    found = _always_on(stretches, skaters)
    if found:
        away = [stretch for stretch in stretches if stretch.on and not stretch.on & found]
        shared = frozenset[int]().union(*(stretch.on for stretch in stretches if stretch.on & found))
        return dict.fromkeys(periods, found | _always_on(away, shared | skaters))
    return {
        period: _always_on([stretch for stretch in stretches if stretch.period == period], skaters)
        for period in periods
    }


def _always_on(stretches: Iterable[Stretch], others: Container[int]) -> frozenset[int]:
    """The one who is on the ice nearly all the time, none of the others; empty where that is nobody or several."""
    times: Counter[int] = Counter()
    total = 0
    for stretch in stretches:
        if stretch.on:
            total += stretch.seconds
            times.update(dict.fromkeys(stretch.on, stretch.seconds))
    found = [number for number, seconds in times.items() if seconds >= NEARLY_ALL * total and number not in others]
    return frozenset(found) if len(found) == 1 else frozenset()
