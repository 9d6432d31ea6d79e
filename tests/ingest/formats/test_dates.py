"""Dates as people and programs write them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.formats.cells.dates import Dates, Order, order_of
from ingest.formats.cells.tables import Record

ReadDates = Callable[..., tuple[list[Any], list[str]]]


def read(*cells: Any) -> tuple[list[Any], list[str]]:
    """Return the dates of a column, and the notes."""
    notes = Notes("schedule.csv")
    records = [Record(Origin(None, row), {"date": cell}, {}) for row, cell in enumerate(cells, 2)]
    dates = Dates.of_records(records, "date", "staging_schedule", notes)
    return [dates.of(record) for record in records], [problem.reason for problem in notes.problems()]


@pytest.mark.parametrize(
    "cell",
    ["31.01.2025", "31.1.25", "2025/01/31", "31/01/2025", "01/31/2025", "31-01-2025", "31 Jan 2025", "January 31, 2025",
     45688, 45688.0, "45688", "31.01.2025 19:30"],
)  # fmt: skip
def test_a_date_that_can_only_be_one_day_is_read(cell: Any) -> None:
    assert read(cell)[0] == [date(2025, 1, 31)]


def test_the_other_rows_tell_what_stands_first() -> None:
    assert read("03/04/2025", "31/01/2025")[0] == [date(2025, 4, 3), date(2025, 1, 31)]
    found, notes = read("03/04/2025", "01/31/2025")
    assert found == [date(2025, 3, 4), date(2025, 1, 31)]
    assert notes == ["dates read with the month first"]


def test_a_date_that_may_be_two_days_is_left_blank_and_said() -> None:
    found, notes = read("03/04/2025", "05/05/2025")
    assert found == [None, date(2025, 5, 5)]
    assert "may be day or month first" in notes[0]
    assert order_of(["31/01/2025", "01/31/2025"]) is Order.UNKNOWN


@pytest.mark.parametrize("cell", ["2025-01-31", date(2025, 1, 31), datetime(2025, 1, 31, 19, 30), "soon", "45/45/2025"])
def test_anything_else_is_for_the_contract(cell: Any) -> None:
    assert read(cell)[0] == [cell]
