"""The goalies among the players of a shift chart: by position, else whoever is on the ice nearly all the time."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

NEARLY_ALL = 0.8
"""Share of a side's time on the ice that no skater reaches, and a goalie who is sometimes pulled does."""


class Stretch(NamedTuple):
    """The sweaters of one side that are on the ice through some seconds of a period."""

    period: int
    seconds: int
    on: frozenset[int]


def goalies_of(
    stretches: list[Stretch], positions: Mapping[int, str], roster_has_goalie: bool
) -> dict[int, frozenset[int]]:
    """Return the goalies' sweaters by period.

    ``positions`` are the known ones (G…: a goalie). If no player of the chart is known as a goalie, it is the player
    who is on the ice nearly all the time, of the game or else of a period, with the player who replaces him while he is
    off. If the roster has a goalie who is not in the chart, only a player without a known position can be one.
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
    """Return the one player, not among ``others``, who is nearly always on the ice; empty if none or several are."""
    times: Counter[int] = Counter()
    total = 0
    for stretch in stretches:
        if stretch.on:
            total += stretch.seconds
            times.update(dict.fromkeys(stretch.on, stretch.seconds))
    found = [number for number, seconds in times.items() if seconds >= NEARLY_ALL * total and number not in others]
    return frozenset(found) if len(found) == 1 else frozenset()
