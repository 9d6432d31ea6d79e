"""Clock times, periods and durations."""

from datetime import time, timedelta
from typing import Any

import pytest

from ingest import clock


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("17:05", 1025), ("9:5", 545), ("00:0.01", 0), ("21:00", 1260), (" 0:59 ", 59), (1025, 1025), (59.9, 59)],
)
def test_a_clock_is_seconds_remaining(written: Any, seconds: int) -> None:
    assert clock.clock_seconds(written) == seconds


@pytest.mark.parametrize("written", ["", None, "18:", "18:."])
def test_a_blank_or_a_clock_cut_off_is_unknown(written: Any) -> None:
    assert clock.clock_seconds(written) is None


def test_a_negative_clock_stays_negative() -> None:
    assert clock.clock_seconds("-1:30") == -90


@pytest.mark.parametrize("written", ["abc", "12:75", "12", True, "1:2:3", float("inf"), float("nan")])
def test_another_text_is_no_clock(written: Any) -> None:
    with pytest.raises(ValueError, match="not a clock"):
        clock.clock_seconds(written)


@pytest.mark.parametrize(("minutes", "seconds", "total"), [("17", "09", 1029), (18.0, 0.0, 1080), (0, "0.01", 0)])
def test_minutes_and_seconds_of_two_cells_make_a_clock(minutes: Any, seconds: Any, total: int) -> None:
    assert clock.joined_seconds(minutes, seconds) == total


def test_one_blank_of_two_cells_leaves_the_clock_unknown() -> None:
    assert clock.joined_seconds("17", "") is None
    assert clock.joined_seconds(None, 5) is None


def test_two_cells_that_hold_no_numbers_are_no_clock() -> None:
    with pytest.raises(ValueError, match="not a clock"):
        clock.joined_seconds("x", "09")


@pytest.mark.parametrize(
    ("written", "period"), [(1.0, 1), ("2", 2), ("OT", 4), ("ot2", 5), ("SO", 5), ("P3", 3), ("1st", 1), ("", None)]
)
def test_periods_come_as_numbers_and_as_words(written: Any, period: int | None) -> None:
    assert clock.period_number(written) == period


def test_another_word_is_no_period() -> None:
    with pytest.raises(ValueError, match="not a period"):
        clock.period_number("Pause")


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        (time(0, 18), 1080),
        ("00:18:00", 1080),
        ("0:05", 300),
        (0.0125, 1080),
        (timedelta(hours=25), 90_000),
        ("x", None),
    ],
)
def test_durations_come_in_every_form_a_spreadsheet_has(cell: Any, seconds: int | None) -> None:
    assert clock.duration_seconds(cell) == seconds


def test_a_fraction_of_a_day_is_a_time_of_day() -> None:
    assert clock.time_of_day(0.78125) == time(18, 45)
    assert clock.time_of_day("18:45") == "18:45"
    assert clock.time_of_day("") is None
