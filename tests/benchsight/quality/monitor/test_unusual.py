"""Median and median absolute deviation of the others, by hand and by definition."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchsight.quality.monitor.unusual import of_the_others


def test_of_five_values_each_is_compared_with_the_other_four() -> None:
    # Without 100: 1 2 3 4, median 2.5, deviations 1.5 0.5 0.5 1.5. Without 1: 2 3 4 100, median 3.5, 1.5 0.5 0.5 96.5.
    found = dict(zip([1, 2, 3, 4, 100], of_the_others([1, 2, 3, 4, 100]), strict=True))
    assert found[100] == (2.5, 1.0)
    assert found[1] == (3.5, 1.0)
    assert found[3] == (3.0, 1.5)  # 1 2 4 100: deviations 2 1 1 97


def test_of_an_even_number_the_median_of_the_others_is_one_of_them() -> None:
    # Without 9: 2 4 6, median 4, deviations 2 0 2. Without 4: 2 6 9, median 6, deviations 4 0 3.
    assert of_the_others([2, 4, 6, 9]) == [(6, 2), (6, 3), (4, 2), (4, 2)]


def test_values_that_are_all_the_same_do_not_deviate() -> None:
    assert of_the_others([7, 7, 7]) == [(7, 0)] * 3


@given(st.lists(st.integers(0, 50).map(lambda n: n / 4), min_size=2, max_size=30))
def test_it_is_what_leaving_one_out_gives(values: list[float]) -> None:
    for place, (middle, deviation) in enumerate(of_the_others(values)):
        others = values[:place] + values[place + 1 :]
        assert middle == median(others)
        assert deviation == pytest.approx(median(abs(other - middle) for other in others))
