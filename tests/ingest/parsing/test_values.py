"""Cells as plain values."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from ingest.parsing import values


@pytest.mark.parametrize("blank", [None, "", "  ", float("nan"), "#N/A", "#VALUE!", " #REF! "])
def test_a_blank_or_the_error_of_a_formula_says_nothing(blank: Any) -> None:
    assert values.is_blank(blank)
    assert values.text(blank) is None


@pytest.mark.parametrize("telling", [0, False, "0", "#12", "#641C28"])
def test_zero_false_and_texts_with_a_hash_say_something(telling: Any) -> None:
    assert not values.is_blank(telling)


@pytest.mark.parametrize(("cell", "number"), [(9.0, 9), ("09", 9), (" 12 ", 12), ("12.0", 12), (0, 0)])
def test_whole_numbers_come_as_numbers_and_as_text(cell: Any, number: int) -> None:
    assert values.whole(cell) == number


@pytest.mark.parametrize("cell", [True, ",", "1.5", 1.5, "FA", "", "1e3", 1e30, "9" * 20])
def test_what_is_no_whole_number_is_none(cell: Any) -> None:
    assert values.whole(cell) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *[("s", "s"), ("U", "u"), (True, "s"), (False, "u"), (1, "s"), (1.0, "s"), ("1", "s"), (0, "u"), ("TRUE", "s")],
        *[("Successful", "s"), ("unsuccessful", "u"), ("Yes", "s"), ("failed", "u"), (" no ", "u")],
        *[("", None), (None, None), ("maybe", None)],
    ],
)
def test_success_is_s_or_u_in_every_dialect(cell: Any, expected: str | None) -> None:
    assert values.success(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Home", "home"),
        ("a", "away"),
        ("Visitors", "away"),
        ("V", "away"),
        ("hosts", "home"),
        ("Owls", None),
        (0.0, None),
        (False, None),
    ],
)
def test_sides_are_home_or_away(cell: Any, expected: str | None) -> None:
    assert values.side(cell) == expected


def test_text_of_a_whole_number_has_no_point() -> None:
    assert values.text(20252026.0) == "20252026"
    assert values.text(" d") == "d"


def test_a_serial_number_is_the_day_a_spreadsheet_means() -> None:
    assert values.day(45907.0) == date(2025, 9, 7)
    assert values.day("2025-09-07") == "2025-09-07"
    assert values.day("") is None


def test_a_raw_row_holds_what_json_can_hold_and_no_blanks() -> None:
    cells = {
        "day": date(2025, 9, 7),
        "at": time(18, 30),
        "long": timedelta(hours=30),
        "n": 3.0,
        "none": "",
        "bad": "#N/A",
    }
    assert values.raw_row(cells) == {"day": "2025-09-07", "at": "18:30:00", "long": "1 day, 6:00:00", "n": 3}
