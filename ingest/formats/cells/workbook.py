"""Cells of the sheets of a workbook (.xlsx, .xlsm, .xls, .ods), visible sheets first."""

import re
import zipfile
import zlib
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from ingest.contract.extract import Origin, UnreadableFile
from ingest.formats.cells.files import HEAD_BYTES, HEADER_SEARCH_ROWS, Kind
from ingest.formats.cells.tables import Record, Sheet, by_column, column_names, instant, titles_of
from ingest.formats.cells.workbook_xml import Place, check_area, document_formulas, excel_formulas

MODIFIED = re.compile(rb"<dcterms:(modified|created)[^>]*>([^<]{10,40})<")
CORE_PROPERTIES = "docProps/core.xml"
UNREADABLE = {
    Kind.OLD_WORKBOOK: "a workbook of the old format (.xls) that cannot be read, or one with a password; "
    "save it as .xlsx without a password",
    Kind.OPEN_DOCUMENT: "not a readable OpenDocument workbook; save it as .xlsx",
    Kind.WORKBOOK: "not a readable Excel workbook; open it in a spreadsheet program and save it as .xlsx",
}
IsHeader = Callable[[tuple[str, ...]], bool]


@dataclass
class Book:
    """The sheets of a workbook, visible ones first; ``without_result`` are formulas without stored results."""

    cells: dict[str, list[list[Any]]]
    hidden: set[str] = field(default_factory=set)
    without_result: dict[str, list[Place]] = field(default_factory=dict)

    def sheet(self, name: str, is_header: IsHeader, known: Container[str] = ()) -> Sheet:
        """Return a sheet read under the first row near its top that is a header, else under its first row."""
        rows = self.cells[name][:HEADER_SEARCH_ROWS]
        found = (position for position, row in enumerate(rows) if is_header(column_names(row, known)))
        return self._under(next(found, 0), name, known)

    def _under(self, header_at: int, name: str, known: Container[str]) -> Sheet:
        cells = self.cells[name] or [[]]
        columns = column_names(cells[header_at], known)
        titles = titles_of(columns, cells[header_at])
        sheet = Sheet(name, columns, is_hidden=name in self.hidden)
        sheet.titles = sum(map(any, cells[:header_at]))
        for number, row in enumerate(cells[header_at + 1 :], header_at + 2):
            values = by_column(columns, row)
            if row == cells[header_at]:
                sheet.repeated_headers += bool(values)
            elif values:
                sheet.records.append(Record(Origin(name, number), values, titles))
        for place in self.without_result.get(name, ()):
            if place.row > header_at + 1 and place.column <= len(columns):
                sheet.without_result.append((place.row, columns[place.column - 1]))
        return sheet

    def sheet_with(self, name: str, must_have: set[str], known: Container[str] = ()) -> Sheet | None:
        """Return the sheet read under the first row that has these columns; None if no row near the top has them."""
        for position, row in enumerate(self.cells[name][:HEADER_SEARCH_ROWS]):
            if must_have <= set(column_names(row, known)):
                return self._under(position, name, known)
        return None


def read_book(path: Path, kind: Kind) -> Book:
    """Return cells of every sheet of a workbook; raise UnreadableFile."""
    if kind is Kind.WORKBOOK:
        check_area(path)
    formulas = document_formulas(path) if kind is Kind.OPEN_DOCUMENT else {}
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            hidden = {each.name for each in workbook.sheets_metadata if each.visible is not SheetVisibleEnum.Visible}
            names = sorted(workbook.sheet_names, key=hidden.__contains__)
            cells = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except (CalamineError, OSError) as error:
        raise UnreadableFile(f"{path}: {UNREADABLE[kind]} ({_first_line(error)})") from error
    if kind is Kind.WORKBOOK:
        formulas = excel_formulas(path)
    return Book(cells, hidden, formulas)


def workbook_date(path: Path) -> datetime | None:
    """Return when the workbook was last saved, by its own properties; None if they are missing or damaged."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(CORE_PROPERTIES) as file:
            found = {match[1]: match[2] for match in MODIFIED.finditer(file.read(HEAD_BYTES))}
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):  # missing, damaged, or encrypted
        return None
    written = found.get(b"modified", found.get(b"created"))
    return instant(written.decode("ascii", "replace")) if written else None


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
