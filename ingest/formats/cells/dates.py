"""Dates of a column: ISO, serial numbers, dd.mm.yyyy, and slashes whose order the other rows show."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.formats.cells.tables import Record
from ingest.parsing import values

NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:[ T].*)?")
YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})(?:[ T].*)?")
WITH_MONTH_NAME = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d %Y")
EXPECTED = "a date such as 2025-01-31"


class Order(Enum):
    """The order of day and month in the dates of a column."""

    DAY = "day first"
    MONTH = "month first"
    UNKNOWN = "day or month first"


class Dates:
    """Reads the dates of one column of a table."""

    def __init__(self, cells: Iterable[Any], column: str, table: str, notes: Notes) -> None:
        self.column, self.table, self.notes = column, table, notes
        self.order = order_of(cells)
        self.is_noted = False

    @classmethod
    def of_records(cls, records: Iterable[Record], column: str, table: str, notes: Notes) -> "Dates":
        """Return a reader for the dates of a column of records."""
        return cls((record.get(column) for record in records), column, table, notes)

    def of(self, record: Record) -> Any:
        """Return the date of a record."""
        return self.read(record.get(self.column), record.origin)

    def read(self, written: Any, origin: Origin) -> Any:
        """Return the date of a cell; None if it may be two days, the cell itself if it is no date."""
        match = NUMERIC.fullmatch(written.strip()) if isinstance(written, str) else None
        if match is None:
            return _other(written)
        if match[2] != "." and self.order is Order.UNKNOWN and int(match[1]) != int(match[3]):
            reason = "may be day or month first, and no row of the column tells; left blank"
            self.notes.add(self.table, self.column, reason, EXPECTED, origin, written)
            return None
        if match[2] != "." and not self.is_noted:
            self.is_noted = True
            self.notes.add(
                self.table, self.column, f"dates read with the {self.order.value}", EXPECTED, Origin(), written
            )
        is_day_first = match[2] == "." or self.order is not Order.MONTH
        day, month = (match[1], match[3]) if is_day_first else (match[3], match[1])
        return _date(match[4], month, day) or written


def order_of(cells: Iterable[Any]) -> Order:
    """Return the order of day and month in a column's dates with slashes or hyphens."""
    found = set()
    for cell in cells:
        match = NUMERIC.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match is not None and match[2] != ".":
            if int(match[1]) > 12:
                found.add(Order.DAY)
            elif int(match[3]) > 12:
                found.add(Order.MONTH)
    return found.pop() if len(found) == 1 else Order.UNKNOWN


def _other(written: Any) -> Any:
    """Return a date in other notations; text that is no date stays, for the contract to reject."""
    if not isinstance(written, str):
        return values.day(written)
    text = written.strip()
    match = YEAR_FIRST.fullmatch(text)
    if match is not None:
        return _date(match[1], match[2], match[3]) or written
    if any(letter.isalpha() for letter in text):
        for form in WITH_MONTH_NAME:
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
    return values.day(written)


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
