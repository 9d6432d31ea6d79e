"""Scales, ticks and paths of charts."""

import pytest

from benchsight.web.charts import Scale, Tick, line, nice_values, steps, ticks


def test_a_scale_takes_values_to_the_drawing() -> None:
    """Also where the drawing runs downwards, and a scale of one value has one place."""
    scale = Scale(0, 60, 200, 20)
    assert (scale(0), scale(30), scale(60)) == (200, 110, 20)
    assert scale.length(20) == 60
    assert Scale(3, 3, 10, 90)(3) == 10


@pytest.mark.parametrize(
    ("low", "high", "about", "expected"),
    [
        (0, 10, 5, [0, 2, 4, 6, 8, 10]),
        (0, 1.3, 4, [0, 0.5, 1]),
        (-0.7, 0.9, 4, [-0.5, 0, 0.5]),
        (2, 2, 5, [2]),
        (0, 3240, 6, [0, 1000, 2000, 3000]),
    ],
)
def test_ticks_stand_at_round_values(low: float, high: float, about: int, expected: list[float]) -> None:
    """Within the scale, in steps of 1, 2 or 5."""
    assert nice_values(low, high, about) == expected


def test_a_tick_has_its_place_and_its_unit() -> None:
    """Of a scale from the bottom upwards."""
    assert ticks(Scale(0, 100, 50, 0), 2, "%") == [Tick(50, "0%"), Tick(25, "50%"), Tick(0, "100%")]


def test_a_count_jumps_at_its_points() -> None:
    """And stays as it is until the end; a line goes straight; nothing is drawn of no points."""
    assert steps([(0, 10), (5, 8), (7, 6)], until=9) == "M0 10H5V8H7V6H9"
    assert line([(0, 10), (5, 8)]) == "M0 10L5 8"
    assert (steps([]), line([])) == ("", "")
