"""Clock times, periods and durations."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from ingest.parsing import clock


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (":20.0", 20),
        ("0:45.3", 45),
        ("0:45,3", 45),
        ("20", 20),
        ("45.3", 45),
        ("00:18:05", 1085),
        ("18:05:00", 1085),
        (time(0, 18, 5), 1085),
        (time(18, 5), 1085),
        (timedelta(hours=24, minutes=30), 1470),
        (datetime(1900, 1, 1, 0, 30), 1470),
        ("17:05", 1025),
        ("9:5", 545),
        ("00:0.01", 0),
        ("21:00", 1260),
        (" 0:59 ", 59),
        (1025, 1025),
        (59.9, 59),
    ],
)
def test_a_clock_is_seconds_remaining(written: Any, seconds: int) -> None:
    assert clock.clock_seconds(written) == seconds


@pytest.mark.parametrize("written", ["", None, "18:", "18:."])
def test_a_blank_or_a_clock_cut_off_is_unknown(written: Any) -> None:
    assert clock.clock_seconds(written) is None


def test_a_negative_clock_stays_negative() -> None:
    assert clock.clock_seconds("-1:30") == -90


@pytest.mark.parametrize(
    "written", ["abc", "12:75", "17:85", ":", "12 min", True, "1:2:3", time(18, 5, 3), float("inf"), float("nan")]
)
def test_another_text_is_no_clock(written: Any) -> None:
    with pytest.raises(ValueError, match="not a clock"):
        clock.clock_seconds(written)


@pytest.mark.parametrize(("minutes", "seconds", "total"), [("17", "09", 1029), (18.0, 0.0, 1080), (0, "0.01", 0)])
def test_minutes_and_seconds_of_two_cells_make_a_clock(minutes: Any, seconds: Any, total: int) -> None:
    assert clock.joined_seconds(minutes, seconds) == total


@pytest.mark.parametrize(
    ("minutes", "seconds", "total"),
    [
        (time(18, 5), None, 1085),
        (time(18, 5), 0, 1085),
        (time(18, 5), 5, 1085),
        (time(18, 0), 5, 1085),
        (None, time(18, 5), 1085),
        ("18:05", "", 1085),
        (18.0833333333 / 24, None, 1085),
        (datetime(1900, 1, 1, 0, 30), None, 1470),
        (time(0, 45), None, 45),
    ],
)
def test_a_clock_typed_into_one_cell_became_a_time_of_day(minutes: Any, seconds: Any, total: int) -> None:
    assert clock.joined_seconds(minutes, seconds, hours_are_minutes=True) == total


def test_times_without_hours_are_minutes_and_seconds() -> None:
    assert clock.joined_seconds(time(0, 18, 5), None) == 1085
    assert not clock.takes_minutes_for_hours([time(0, 18, 5), "00:02:00", 18.0, 0, None])
    assert clock.takes_minutes_for_hours([time(0, 45), 18.0833333333 / 24])
    assert clock.takes_minutes_for_hours(["00:45:00", "18:05:00"])


@pytest.mark.parametrize(("minutes", "seconds"), [(time(18, 5), 7), (17, "18:05"), ("17:85", None), (0.5, 3)])
def test_a_clock_that_contradicts_itself_is_none(minutes: Any, seconds: Any) -> None:
    with pytest.raises(ValueError, match="not a clock"):
        clock.joined_seconds(minutes, seconds)


def test_one_blank_of_two_cells_leaves_the_clock_unknown() -> None:
    assert clock.joined_seconds("17", "") is None
    assert clock.joined_seconds(None, 5) is None


def test_two_cells_that_hold_no_numbers_are_no_clock() -> None:
    with pytest.raises(ValueError, match="not a clock"):
        clock.joined_seconds("x", "09")


@pytest.mark.parametrize(
    ("written", "period"),
    [
        (1.0, 1),
        ("2", 2),
        ("3.0", 3),
        ("OT", 4),
        ("ot2", 5),
        ("SO", 5),
        ("Shootout", 5),
        ("P3", 3),
        ("1st", 1),
        ("", None),
    ],
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
