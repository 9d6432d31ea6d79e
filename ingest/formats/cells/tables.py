"""Sheets of workbooks and CSV files as records: the cells of a row by column, and its origin."""

import csv
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.contract.extract import Origin, UnreadableFile
from ingest.formats.cells.text_form import TextForm, open_text, plain_lines
from ingest.parsing.values import is_blank, plain_cell, raw_row, with_underscores

DECIMAL_COMMA = re.compile(r"\s*[+-]?[0-9]{1,15},[0-9]+\s*")
REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
MAX_ROWS = 1_000_000
TORN_ROWS = 100


@dataclass
class Record:
    """One row: its cells that are not blank, by column name in lower case."""

    origin: Origin
    cells: dict[str, Any]
    titles: dict[str, str]

    def get(self, *columns: str) -> Any:
        """Return the first of these cells that is not blank, or None."""
        for column in columns:
            value = self.cells.get(column)
            if value is not None:
                return value
        return None

    def raw(self) -> dict[str, Any]:
        """Return the row under the column names of the file."""
        return raw_row({self.titles[column]: value for column, value in self.cells.items()})


@dataclass
class Sheet:
    """A table as read: column names in lower case, and the rows that are not empty."""

    name: str | None
    columns: tuple[str, ...]
    records: list[Record] = field(default_factory=list)
    torn: list[tuple[Origin, list[str]]] = field(default_factory=list)
    """Rows with more or fewer cells than the header (CSV only): what their cells mean is unknown."""

    without_result: list[tuple[int, str]] = field(default_factory=list)
    """Row and column of the formulas of which the workbook does not store the result."""

    is_hidden: bool = False
    decimal_commas: int = 0
    repeated_headers: int = 0
    titles: int = 0
    """Rows above the header."""


@dataclass
class Lines:
    """The rows of a CSV file that are as wide as its header, their numbers, and the other rows."""

    columns: tuple[str, ...]
    titles: dict[str, str]
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    torn: list[tuple[Origin, list[str]]] = field(default_factory=list)
    decimal_commas: int = 0
    repeated_headers: int = 0


def instant(value: Any) -> datetime | None:
    """Return the instant of an ISO text, in UTC if it names no zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def csv_sheet(path: Path, form: TextForm, known: Container[str] = ()) -> Sheet:
    """Return all rows of a CSV file (plain or gzip) that are not empty; raise UnreadableFile."""
    lines = csv_lines(path, form, known)
    sheet = Sheet(None, lines.columns, torn=lines.torn)
    sheet.decimal_commas, sheet.repeated_headers = lines.decimal_commas, lines.repeated_headers
    for row, number in zip(lines.rows, lines.numbers, strict=True):
        values = by_column(lines.columns, row)
        if values:
            sheet.records.append(Record(Origin(None, number), values, lines.titles))
    return sheet


def csv_lines(path: Path, form: TextForm, known: Container[str] = ()) -> Lines:
    """Return all rows of a CSV file (plain or gzip) as they are; raise UnreadableFile."""
    with open_text(path, form.encoding) as file:
        reader = csv.reader(plain_lines(file, path), delimiter=form.separator, strict=True)
        try:
            for _ in range(form.lines_before):
                next(reader, None)
            header = next(reader, [])
            columns = column_names(header, known)
            lines = Lines(columns, titles_of(columns, header))
            _read_rows(reader, header, lines, path, has_decimal_commas=form.separator != ",")
        except csv.Error as error:
            raise UnreadableFile(f"{path}, row {reader.line_num}: not CSV ({error})") from error
    return lines


def _read_rows(reader: Any, header: list[str], lines: Lines, path: Path, *, has_decimal_commas: bool) -> None:
    """Fill in the lines; raise UnreadableFile for too many rows, or if most are of another width."""
    width = len(lines.columns)
    rows, numbers = lines.rows, lines.numbers
    for row in reader:
        if has_decimal_commas and any("," in cell for cell in row):
            lines.decimal_commas += _with_points(row)
        if row == header:
            lines.repeated_headers += 1
        elif len(row) == width:
            rows.append(row)
            numbers.append(reader.line_num)
            if len(rows) > MAX_ROWS:
                raise UnreadableFile(f"{path}: more than {MAX_ROWS} rows, expected a file per season at most")
        elif by_column(lines.columns, row):
            number = reader.line_num
            lines.torn.append((Origin(None, number), row))
            if len(lines.torn) > max(TORN_ROWS, len(rows)):
                expected = f"{width} cells as in the header"
                raise UnreadableFile(f"{path}, row {number}: {len(row)} cells as in most rows, expected {expected}")


def _with_points(row: list[str]) -> int:
    """Replace decimal commas in the numbers of a row by points; return their number."""
    found = 0
    for place, cell in enumerate(row):
        if DECIMAL_COMMA.fullmatch(cell):
            row[place] = cell.replace(",", ".")
            found += 1
    return found


def column_names(row: Iterable[Any], known: Container[str] = ()) -> tuple[str, ...]:
    """Return the column names of a header in lower case, without line breaks and remarks."""
    return tuple(column_name(cell, known) for cell in row)


def column_name(cell: Any, known: Container[str] = ()) -> str:
    """Return one column name; with blanks, line breaks or a remark, the reading that is ``known``, else as it is."""
    if is_blank(cell):
        return ""
    written = plain_cell(str(cell)).strip().lower()
    if written.isidentifier() or written in known:
        return written
    whole, first_line = REMARK.sub("", written).strip(), written.splitlines()[0].strip()
    of_all_lines = (whole, with_underscores(whole), re.sub(r"_?[\r\n]+_?", "_", whole))
    bare = (first_line, REMARK.sub("", first_line).strip())
    of_first_line = (*bare, *map(with_underscores, bare))
    found = next((name for name in (*of_all_lines, *of_first_line) if name in known), None)
    return " ".join(written.split()) if found is None else found


def titles_of(columns: tuple[str, ...], row: Iterable[Any]) -> dict[str, str]:
    """Return the names as the file writes them, by column."""
    return {column: " ".join(str(cell).split()) for column, cell in zip(columns, row, strict=True)}


def by_column(columns: tuple[str, ...], row: list[Any]) -> dict[str, Any]:
    """Return the cells that are not blank, by column; the first of two columns of one name."""
    values: dict[str, Any] = {}
    for column, cell in zip(columns, row, strict=False):
        if column and column not in values and not is_blank(cell):
            values[column] = plain_cell(cell) if isinstance(cell, str) else cell
    return values
