"""Facts that only the XML of a workbook has: the extent of its sheets, and formulas without a stored result."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree  # nosec B405 # expat limits what entities expand to, and reads no others

from ingest.contract.extract import UnreadableFile

MAX_CELLS = 20_000_000
TWO_LETTERS = 26 + 26 * 26  # columns A to ZZ
ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="([0-9]{1,7})"')
FAR_COLUMN = re.compile(rb'r="[A-Z]{3}[0-9]')
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>')
SHEETS = "xl/worksheets/"
# Errors of a damaged file; the reader of cells reports it.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
REMEDY = "the formulas in this workbook have no stored results: open it in Excel or LibreOffice and save it"
RELATIONS = "xl/_rels/workbook.xml.rels"
NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
CELL_START = re.compile(rb"<(?:\w+:)?c\s[^<>]*>")
CELL_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
STORED_TEXT = re.compile(rb'\bt="str"')
LONGEST_CELL = 20_000
DOCUMENT_TOKEN = re.compile(
    rb"<table:table\s[^>]*?table:name=\"([^\"]*)\"[^>]*>|<(table:table-row)\b([^>]*)>"
    rb"|<(table:(?:covered-)?table-cell)\b([^>]*)>"
)
REPEATED_ROWS = re.compile(rb'table:number-rows-repeated="([0-9]{1,9})"')
REPEATED_COLUMNS = re.compile(rb'table:number-columns-repeated="([0-9]{1,9})"')


def check_area(path: Path) -> None:
    """Raise UnreadableFile if a far-off cell makes a sheet too large for memory."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith(SHEETS) and name.endswith(".xml"):
                _check_sheet(path, archive, name)


def _check_sheet(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    try:
        text = archive.read(name)
    except DAMAGE:
        return
    last_row = max(map(int, ROW.findall(text)), default=0)
    if last_row * TWO_LETTERS <= MAX_CELLS and not FAR_COLUMN.search(text):
        return  # small enough at any width, as nearly all sheets are
    rows, columns = 0, 0
    for letters, digits in CELL.findall(text):
        rows, columns = max(rows, int(digits)), max(columns, column_number(letters))
    if rows * columns > MAX_CELLS:
        where = f"{path}, {name.removeprefix('xl/')}"
        raise UnreadableFile(f"{where}: cells as far as row {rows}, column {columns}, expected a sheet of one table")


def column_number(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


class Place(NamedTuple):
    """Row and column of a cell, counted from 1."""

    row: int
    column: int


def excel_formulas(path: Path) -> dict[str, list[Place]]:
    """Return the formulas without results of an Excel workbook, by sheet; an empty text is a result."""
    found: dict[str, list[Place]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    places = list(_in_part(archive.read(part)))
                    if places:
                        found[part] = places
            names = _sheet_names(archive) if found else {}
    except (*DAMAGE, KeyError, ElementTree.ParseError, OSError):
        return {}  # the reader of cells has read what can be read
    return {names[part]: places for part, places in found.items() if part in names}


def _in_part(text: bytes) -> Iterator[Place]:
    for match in NO_RESULT.finditer(text):
        begin = max(0, match.start() - LONGEST_CELL)
        starts = list(CELL_START.finditer(text, max(begin, _last_cell(text, begin, match.start())), match.start()))
        place = CELL_PLACE.search(starts[-1][0]) if starts else None
        if place and not (STORED_TEXT.search(starts[-1][0]) and b"<v" in match[0]):
            yield Place(int(place[2]), column_number(place[1]))


def _last_cell(text: bytes, begin: int, end: int) -> int:
    """Return where the last cell before a place begins, with any namespace prefix."""
    return max(text.rfind(b"<c ", begin, end), text.rfind(b":c ", begin, end) - 8, begin)


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the names of the sheets by the parts of the archive that hold them."""
    targets = {}
    for relation in ElementTree.fromstring(archive.read(RELATIONS)):  # nosec B314 # see the import
        target = relation.get("Target", "")
        targets[relation.get("Id")] = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
    names = {}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # nosec B314
        if element.tag.endswith("}sheet"):
            identity = next((value for name, value in element.items() if name.endswith("}id")), None)
            names[targets.get(identity, "")] = element.get("name", "")
    return names


def document_formulas(path: Path) -> dict[str, list[Place]]:
    """Return the same for an OpenDocument workbook; raise UnreadableFile if a sheet is too large for memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            text = archive.read("content.xml")
    except (*DAMAGE, KeyError, OSError):
        return {}
    found: dict[str, list[Place]] = {}
    name, row, rows, column, columns = "", 0, 1, 0, 0
    for match in DOCUMENT_TOKEN.finditer(text):
        if match[1] is not None:
            name, row, rows, column, columns = unescape(match[1].decode("utf-8", "replace")), 0, 1, 0, 0
        elif match[2]:
            row, rows, column = row + rows if row else 1, _times(REPEATED_ROWS, match[3]), 0
        else:
            times = _times(REPEATED_COLUMNS, match[5])
            has_value = b"office:value-type" in match[5] or b"calcext:value-type" in match[5]
            if has_value or not match[5].rstrip().endswith(b"/"):
                columns = max(columns, column + times)
                if (row + rows) * columns > MAX_CELLS:
                    place = f"row {row + rows - 1}, column {columns}"
                    raise UnreadableFile(
                        f"{path}, sheet {name}: cells as far as {place}, expected a sheet of one table"
                    )
            if b"table:formula=" in match[5] and not has_value:
                found.setdefault(name, []).append(Place(row, column + 1))
            column += times
    return found


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return int(match[1]) if match else 1
