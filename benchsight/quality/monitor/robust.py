"""Statistics that a few wild values do not move: of the other values, for each of many."""

from bisect import bisect_left
from collections.abc import Sequence

MAD_TO_SIGMA = 1.4826
"""The median absolute deviation of a normal distribution, times this, is its standard deviation."""


def of_the_others(values: Sequence[float]) -> list[tuple[float, float]]:
    """For each value, median and median absolute deviation of all other values; at least two are needed."""
    ordered = sorted(values)
    deviations: dict[float, list[float]] = {}
    result = []
    for value in values:
        median = _median_without(ordered, value)
        # Leaving one out moves the median to one of few places, so that few lists are sorted.
        if median not in deviations:
            deviations[median] = sorted(abs(other - median) for other in values)
        result.append((median, _median_without(deviations[median], abs(value - median))))
    return result


def _median_without(ordered: Sequence[float], value: float) -> float:
    """The median of a sorted sequence without one of its values."""
    left_out, others = bisect_left(ordered, value), len(ordered) - 1
    low, high = (ordered[place + (place >= left_out)] for place in ((others - 1) // 2, others // 2))
    return (low + high) / 2
