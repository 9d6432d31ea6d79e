"""Values of trackers and spreadsheets, converted to the type of their column."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from ingest.contract import coerce


@pytest.mark.parametrize(
    ("convert", "value", "expected"),
    [
        (coerce.whole_number, 27, 27),
        (coerce.whole_number, 27.0, 27),
        (coerce.whole_number, " 09 ", 9),
        (coerce.whole_number, "-3", -3),
        (coerce.whole_number, "27.0", 27),
        (coerce.whole_number, "#27", 27),
        (coerce.decimal_number(2), 12.345, Decimal("12.35")),
        (coerce.decimal_number(2), -12.345, Decimal("-12.35")),
        (coerce.decimal_number(2), "1e1", Decimal("10.00")),
        (coerce.plain_text, 12.0, "12"),
        (coerce.plain_text, 8471234, "8471234"),
        (coerce.truth, "Yes", True),
        (coerce.truth, 0, False),
        (coerce.calendar_day, "2025-01-31", date(2025, 1, 31)),
        (coerce.calendar_day, datetime(2025, 1, 31, 19, 30), date(2025, 1, 31)),
        (coerce.time_of_day, "7:30", time(7, 30)),
        (coerce.instant, "2025-01-31T19:30:00Z", datetime(2025, 1, 31, 19, 30, tzinfo=UTC)),
        (coerce.instant, datetime(2025, 1, 31), datetime(2025, 1, 31, tzinfo=UTC)),
        (coerce.text_list, ["goals", "pim"], ["goals", "pim"]),
    ],
)
def test_a_value_that_fits_becomes_its_type(convert: Callable[[Any], Any], value: object, expected: object) -> None:
    assert convert(value) == expected


@pytest.mark.parametrize(
    ("convert", "value"),
    [
        (coerce.whole_number, "ten"),
        (coerce.whole_number, 1e30),
        (coerce.whole_number, 10**30),
        (coerce.whole_number, "9" * 30),
        (coerce.whole_number, "1_000"),
        (coerce.whole_number, "1,080"),
        (coerce.whole_number, 2.5),
        (coerce.whole_number, True),
        (coerce.whole_number, float("inf")),
        (coerce.whole_number, 10**30),
        (coerce.whole_number, date(2025, 1, 1)),
        (coerce.decimal_number(2), "left"),
        (coerce.decimal_number(2), float("inf")),
        (coerce.decimal_number(2), False),
        (coerce.plain_text, "nul\x00byte"),
        (coerce.plain_text, "half a pair \ud83d"),
        (coerce.plain_text, {"a": 1}),
        (coerce.truth, "maybe"),
        (coerce.truth, 2),
        (coerce.calendar_day, "31.01.2025"),
        (coerce.time_of_day, "half past seven"),
        (coerce.instant, "yesterday"),
        (coerce.text_list, "goals"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(convert: Callable[[Any], Any], value: object) -> None:
    with pytest.raises(ValueError):
        convert(value)


@pytest.mark.parametrize("value", [None, "", "  \t", float("nan")])
def test_blank_cells_are_blank(value: object) -> None:
    assert coerce.is_blank(value)


@pytest.mark.parametrize("value", [0, False, "0", 0.0])
def test_zero_is_not_blank(value: object) -> None:
    assert not coerce.is_blank(value)


def test_a_raw_row_keeps_what_json_can_hold_and_marks_what_postgresql_cannot_store() -> None:
    raw = {"day": date(2025, 1, 31), "x": float("nan"), "name": "nul\x00", 7: ["\ud83d", Decimal("1.5")], "n": 1}
    assert json.loads(coerce.json_text(raw)) == {
        "day": "2025-01-31",
        "x": None,
        "name": "nul\ufffd",
        "7": ["\ufffd", "1.5"],
        "n": 1,
    }


def test_a_plain_raw_row_is_kept_as_it_is() -> None:
    raw = {"a": "ü", "b": [1, 2.5, None, True], "path": "C:\\u0000"}
    assert json.loads(coerce.json_text(raw)) == raw
