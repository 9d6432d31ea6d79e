"""Scales, ticks and paths of charts, which templates draw as SVG (charts.html)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

Point = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """Linear scale from values (``low`` to ``high``) to the drawing (``start`` to ``end``, in user units).

    ``end`` may be above or left of ``start``: y of a drawing points downwards.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value; of any value ``start``, if the scale covers a single one."""
        if self.high == self.low:
            return self.start
        place = self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)
        return round(place, 1) + 0.0

    def length(self, value: float) -> float:
        """Return the length of a difference in values, never negative."""
        return round(abs(self(self.low + float(value)) - self.start), 1)


@dataclass(frozen=True)
class Tick:
    """Mark of an axis: its place in the drawing and its label."""

    place: float
    label: str


def nice_values(low: float, high: float, about: int = 5) -> list[float]:
    """Return round values (steps of 1, 2 or 5 times a power of ten) from ``low`` to ``high``."""
    if high <= low:
        return [low]
    raw = (high - low) / max(about, 1)
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first = -floor(-low / step + 1e-9)
    last = floor(high / step + 1e-9)
    return [round(index * step, 10) + 0.0 for index in range(first, last + 1)]


def ticks(scale: Scale, about: int = 5, unit: str = "") -> list[Tick]:
    """Return the ticks of a scale at round values."""
    values = nice_values(min(scale.low, scale.high), max(scale.low, scale.high), about)
    return [Tick(scale(value), f"{value:g}{unit}") for value in values]


def line(points: Iterable[Point]) -> str:
    """Return the path of a line through points of the drawing, empty without any."""
    found = list(points)
    return "" if not found else "M" + "L".join(f"{x:g} {y:g}" for x, y in found)


def steps(points: Sequence[Point], until: float | None = None) -> str:
    """Return the path of a count that jumps at each point and stays until the next, the last one ``until`` an x."""
    if not points:
        return ""
    first, *others = points
    path = f"M{first[0]:g} {first[1]:g}" + "".join(f"H{x:g}V{y:g}" for x, y in others)
    return path if until is None else f"{path}H{until:g}"
