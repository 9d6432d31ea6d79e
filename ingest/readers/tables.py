"""Sheets of workbooks and CSV files as records: a row's cells by column, and where the row stood."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from python_calamine import CalamineError, CalamineWorkbook

from ingest.extract import Origin, UnreadableFile
from ingest.readers.files import HEAD_BYTES, MAX_UNPACKED_BYTES, open_plain
from ingest.readers.workbook_area import check_area
from ingest.values import is_blank, raw_row

MODIFIED = re.compile(rb"<dcterms:(modified|created)[^>]*>([^<]{10,40})<")
CORE_PROPERTIES = "docProps/core.xml"
HEADER_SEARCH_ROWS = 5
MAX_ROWS = 1_000_000
TORN_ROWS = 100


@dataclass
class Record:
    """One row: its cells that say something, by column name in lower case."""

    origin: Origin
    cells: dict[str, Any]
    titles: dict[str, str]

    def get(self, *columns: str) -> Any:
        """The first of these cells that says something, or None."""
        for column in columns:
            value = self.cells.get(column)
            if value is not None:
                return value
        return None

    def raw(self) -> dict[str, Any]:
        """The row as it came, under the names the file uses."""
        return raw_row({self.titles[column]: value for column, value in self.cells.items()})


@dataclass
class Sheet:
    """A table as read: column names in lower case, and the rows that are not empty."""

    name: str | None
    columns: tuple[str, ...]
    records: list[Record] = field(default_factory=list)
    torn: list[tuple[Origin, list[str]]] = field(default_factory=list)
    """Rows with more or fewer cells than the header (CSV only): what their cells mean is unknown."""


@dataclass
class Lines:
    """A CSV file as it stands: rows as wide as its header, their numbers, and those that are not so wide."""

    columns: tuple[str, ...]
    titles: dict[str, str]
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    torn: list[tuple[Origin, list[str]]] = field(default_factory=list)


def workbook_sheets(path: Path) -> dict[str, list[list[Any]]]:
    """Cells of every sheet of a workbook, by sheet name; raises UnreadableFile."""
    check_area(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return {
                name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
            }
    except (CalamineError, OSError) as error:
        raise UnreadableFile(f"{path}: not a readable Excel workbook ({_first_line(error)})") from error


def sheet_from_cells(name: str, cells: list[list[Any]], must_have: set[str]) -> Sheet | None:
    """The sheet read under the first row that has these columns; None where no row near the top has them."""
    for position, row in enumerate(cells[:HEADER_SEARCH_ROWS]):
        if must_have <= set(_columns(row)):
            return _sheet(name, cells, position)
    return None


def first_row_sheet(name: str, cells: list[list[Any]]) -> Sheet:
    """The sheet read under its first row."""
    return _sheet(name, cells or [[]], 0)


def _sheet(name: str, cells: list[list[Any]], header_at: int) -> Sheet:
    columns = _columns(cells[header_at])
    sheet = Sheet(name, columns)
    titles = _titles(columns, cells[header_at])
    for number, row in enumerate(cells[header_at + 1 :], header_at + 2):
        values = _by_column(columns, row)
        if values:
            sheet.records.append(Record(Origin(name, number), values, titles))
    return sheet


def workbook_date(path: Path) -> datetime | None:
    """When the workbook was last saved, as it says itself; None where it does not, or that part is damaged."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(CORE_PROPERTIES) as file:
            found = {match[1]: match[2] for match in MODIFIED.finditer(file.read(HEAD_BYTES))}
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):  # not there, damaged, or encrypted
        return None
    written = found.get(b"modified", found.get(b"created"))
    return instant(written.decode("ascii", "replace")) if written else None


def instant(value: Any) -> datetime | None:
    """The instant of an ISO text, in UTC where it names no zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def csv_columns(path: Path) -> tuple[str, ...]:
    """Column names of a CSV file (plain or gzip), from its first line alone."""
    with _text(path) as file:
        line = file.readline(HEAD_BYTES)
        row = next(csv.reader([line]), [])
    if len(line) >= HEAD_BYTES:
        raise UnreadableFile(f"{path}: not CSV (no end of line in the first {HEAD_BYTES} characters)")
    return _columns(row)


def csv_sheet(path: Path) -> Sheet:
    """All rows of a CSV file (plain or gzip) that are not empty; raises UnreadableFile."""
    lines = csv_lines(path)
    sheet = Sheet(None, lines.columns, torn=lines.torn)
    for row, number in zip(lines.rows, lines.numbers, strict=True):
        values = _by_column(lines.columns, row)
        if values:
            sheet.records.append(Record(Origin(None, number), values, lines.titles))
    return sheet


def csv_lines(path: Path) -> Lines:
    """All rows of a CSV file (plain or gzip), as they stand; raises UnreadableFile."""
    with _text(path) as file:
        reader = csv.reader(_limited(file, path), strict=True)
        header = next(reader, [])
        columns = _columns(header)
        lines = Lines(columns, _titles(columns, header))
        try:
            _read_rows(reader, lines, path)
        except csv.Error as error:
            raise UnreadableFile(f"{path}, row {reader.line_num}: not CSV ({error})") from error
    return lines


def _read_rows(reader: Any, lines: Lines, path: Path) -> None:
    """Fill in the lines; a file of more rows than any league has, or mostly of torn ones, is none of ours."""
    width = len(lines.columns)
    rows, numbers = lines.rows, lines.numbers
    for row in reader:
        if len(row) == width:
            rows.append(row)
            numbers.append(reader.line_num)
            if len(rows) > MAX_ROWS:
                raise UnreadableFile(f"{path}: more than {MAX_ROWS} rows, expected a file per season at most")
        elif _by_column(lines.columns, row):
            number = reader.line_num
            lines.torn.append((Origin(None, number), row))
            if len(lines.torn) > max(TORN_ROWS, len(rows)):
                expected = f"{width} cells as in the header"
                raise UnreadableFile(f"{path}, row {number}: {len(row)} cells as in most rows, expected {expected}")


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    """The file's text; damage and other encodings raise UnreadableFile, wherever in the file they show."""
    try:
        with io.TextIOWrapper(open_plain(path), encoding="utf-8-sig", newline="") as file:
            yield file
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: not UTF-8 text ({error.reason})") from error
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableFile(f"{path}: damaged file ({_first_line(error)})") from error


def _limited(lines: Iterable[str], path: Path) -> Iterator[str]:
    """The lines, up to the size of any season; raises UnreadableFile beyond it."""
    total = 0
    for line in lines:
        total += len(line)
        if total > MAX_UNPACKED_BYTES:
            raise UnreadableFile(f"{path}: more than {MAX_UNPACKED_BYTES // 1_000_000} MB of CSV")
        yield line


def _columns(row: list[Any]) -> tuple[str, ...]:
    return tuple("" if is_blank(cell) else str(cell).strip().lower() for cell in row)


def _titles(columns: tuple[str, ...], row: list[Any]) -> dict[str, str]:
    return {column: str(cell).strip() for column, cell in zip(columns, row, strict=True)}


def _by_column(columns: tuple[str, ...], row: list[Any]) -> dict[str, Any]:
    """Cells that say something, by column; of two columns of one name the first."""
    values: dict[str, Any] = {}
    for column, cell in zip(columns, row, strict=False):
        if column and column not in values and not is_blank(cell):
            values[column] = cell
    return values


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
