"""Workbooks: a tracked game, or sheets of known tables such as the league's."""

from pathlib import Path

from ingest.contract.extract import Extract, UnknownFormat, UnreadableFile
from ingest.contract.notes import Notes
from ingest.formats.cells.files import Kind
from ingest.formats.cells.tables import Sheet
from ingest.formats.cells.workbook import Book, read_book
from ingest.formats.cells.workbook_xml import REMEDY
from ingest.formats.csv_files import (
    is_header,
    known_columns,
    note_repeated_headers,
    note_titles,
    note_unused,
    read_sheet,
    recognise_table,
)
from ingest.formats.recognise import KnownTable, TableFormat, check_required, recognise
from ingest.formats.tracking_workbook.columns import EVENTS, ROSTER_COLUMNS, SHIFTS, UNUSED
from ingest.formats.tracking_workbook.game import read_tracking_workbook

TRACKED_SHEETS = {"tracked events": "events", "tracked shifts": "shifts"}
STRAY_SHARE = 10
"""At most one in so many rows may have a formula without result outside the rows of the table."""


def read_workbook(path: Path, kind: Kind, partial: bool = False) -> Extract:
    """Return the extract of a workbook; raise UnreadableFile, or UnknownFormat if no sheet is a known table."""
    book = read_book(path, kind)
    known = known_columns()
    sheets = [book.sheet(name, is_header, known) for name in book.cells]
    try:
        extract = _read(path, book, sheets, partial)
    except UnreadableFile as error:
        if any(book.without_result.values()) and REMEDY not in str(error):  # they may give what is missing
            raise UnreadableFile(f"{path}: {REMEDY} ({str(error).removeprefix(f'{path}: ')})") from error
        raise
    if kind is not Kind.WORKBOOK:
        notes = Notes(path.name, extract.snapshot_game)
        notes.add("", None, f"read as {kind.value}", "a workbook in the format .xlsx")
        extract.problems.extend(notes.problems())
    return extract


def _read(path: Path, book: Book, sheets: list[Sheet], partial: bool) -> Extract:
    events, shifts = _tracked(path, sheets, EVENTS), _tracked(path, sheets, SHIFTS)
    if events is None and shifts is not None:
        raise UnreadableFile(f"{path}: a sheet of shifts, but none of events")
    if events is None:
        return _read_tables(path, sheets, partial)
    roster = _roster_sheet(book)
    used = [sheet for sheet in (events, shifts, roster) if sheet is not None]
    for sheet, columns in ((events, EVENTS.columns), (shifts, SHIFTS.columns), (roster, frozenset(ROSTER_COLUMNS))):
        if sheet is not None:
            _require_results(path, sheet, columns - UNUSED)
    extract = read_tracking_workbook(path, events, shifts, roster)
    notes = Notes(path.name, extract.snapshot_game)
    for sheet in used:
        _note_hidden(sheet, notes)
        note_titles(sheet.titles, sheet.name, notes)
        note_repeated_headers(sheet.repeated_headers, sheet.name, notes)
    _note_others(book, [str(sheet.name) for sheet in used], notes)
    extract.problems.extend(notes.problems())
    return extract


def _note_others(book: Book, used: list[str], notes: Notes) -> None:
    """Note the sheets with content that are not read."""
    others = [name for name, rows in book.cells.items() if name not in used and any(map(any, rows))]
    named = [f"{name} (hidden)" if name in book.hidden else name for name in others]
    if named:
        reason = f"not used: sheet{'s' if len(named) > 1 else ''} {', '.join(named)}"
        notes.add("", None, reason, f"events, shifts and rosters, which are taken from {', '.join(used)}")


def _tracked(path: Path, sheets: list[Sheet], table: KnownTable) -> Sheet | None:
    """Return the sheet of tracked events or shifts: visible before hidden, then the one with the usual name."""
    named = TRACKED_SHEETS[table.name]
    found = [sheet for sheet in sheets if _has_name(sheet, named) or recognise(sheet.columns, (table,))]
    best = sorted(found, key=lambda sheet: (sheet.is_hidden, not _has_name(sheet, named)))
    if not best:
        return None
    first = best[0]
    rivals = [each for each in best[1:] if each.is_hidden == first.is_hidden and each.records]
    if rivals and not _has_name(first, named) and _cells(rivals[0]) != _cells(first):
        names = " and ".join(str(sheet.name) for sheet in best if sheet.is_hidden == first.is_hidden)
        raise UnreadableFile(f"{path}: sheets {names} are both {table.name}; call the one that counts {named}")
    place = f"{path}, sheet {first.name}"
    check_required(table, first.columns, place)
    if table is EVENTS and not {"type", "event_type_"} & set(first.columns):
        raise UnreadableFile(f"{place}: column Type missing, expected in a table of {table.name}")
    return first


def _has_name(sheet: Sheet, name: str) -> bool:
    return (sheet.name or "").strip().lower() == name


def _cells(sheet: Sheet) -> list[object]:
    return [record.cells for record in sheet.records]


def _roster_sheet(book: Book) -> Sheet | None:
    known = known_columns()
    found = (book.sheet_with(name, ROSTER_COLUMNS, known) for name in book.cells)
    return next((sheet for sheet in found if sheet is not None and "event_index" not in sheet.columns), None)


def _require_results(path: Path, sheet: Sheet, used: frozenset[str]) -> None:
    """Raise UnreadableFile if rows of a table have formulas without results in columns that are read."""
    missing = [(row, column) for row, column in sheet.without_result if column in used]
    rows = {record.origin.row for record in sheet.records}
    for row, column in missing:
        if row in rows or len({row for row, _ in missing}) * STRAY_SHARE > len(rows):
            raise UnreadableFile(f"{path}, sheet {sheet.name}, row {row}, column {column}: {REMEDY}")


def _note_hidden(sheet: Sheet, notes: Notes) -> None:
    if sheet.is_hidden:
        notes.add("", None, f"sheet {sheet.name}: read although it is hidden, as there is no other", "a visible sheet")


def _read_tables(path: Path, sheets: list[Sheet], partial: bool) -> Extract:
    extract, notes = Extract(path, "workbook of league tables"), Notes(path.name)
    found = {
        str(sheet.name): recognise_table(sheet.columns, f"{path}, sheet {sheet.name}", partial) for sheet in sheets
    }
    visible = {table.table.name for sheet in sheets if (table := found[str(sheet.name)]) and not sheet.is_hidden}
    for sheet in sheets:
        table = found[str(sheet.name)]
        if table is None:
            notes.add("", None, f"sheet {sheet.name}: unknown, not used", "a known table")
        elif table.read is None:
            note_unused(table, sheet.name, notes)
        elif sheet.is_hidden and table.table.name in visible:
            expected = f"the {table.table.name} of the visible sheet, which count"
            notes.add("", None, f"sheet {sheet.name}: hidden, not used", expected)
        else:
            _read_table(path, sheet, table, extract, notes)
    if not any(found.values()):
        raise UnknownFormat(f"{path}: a workbook of no known format (sheets {', '.join(s.name or '' for s in sheets)})")
    extract.problems.extend(notes.problems())
    return extract


def _read_table(path: Path, sheet: Sheet, table: TableFormat, extract: Extract, notes: Notes) -> None:
    _require_results(path, sheet, table.table.columns)
    _note_hidden(sheet, notes)
    note_titles(sheet.titles, sheet.name, notes)
    note_repeated_headers(sheet.repeated_headers, sheet.name, notes)
    read_sheet(table, sheet, extract, notes)
