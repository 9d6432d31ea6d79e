"""Excel workbooks: a tracked game, or sheets of known tables such as the league's."""

from pathlib import Path
from typing import Any

from ingest.extract import Extract, UnreadableFile
from ingest.readers.csv_files import note_unused, read_sheet, recognise_table
from ingest.readers.errors import UnknownFormat
from ingest.readers.notes import Notes
from ingest.readers.recognise import KnownTable, check_required, recognise
from ingest.readers.tables import Sheet, first_row_sheet, sheet_from_cells, workbook_sheets
from ingest.readers.tracking_workbook import read_tracking_workbook
from ingest.readers.workbook_columns import EVENTS, ROSTER_COLUMNS, SHIFTS

TRACKED_SHEETS = {"events": EVENTS, "shifts": SHIFTS}


def read_workbook(path: Path, partial: bool = False) -> Extract:
    """The extract of a workbook; raises UnreadableFile, or UnknownFormat where no sheet is of a known table."""
    cells = workbook_sheets(path)
    sheets = [first_row_sheet(name, rows) for name, rows in cells.items()]
    events, shifts = _tracked(path, sheets, EVENTS), _tracked(path, sheets, SHIFTS)
    if events is not None:
        return read_tracking_workbook(path, events, shifts, _roster_sheet(cells))
    if shifts is not None:
        raise UnreadableFile(f"{path}: a sheet of shifts, but none of events")
    return _read_tables(path, sheets, partial)


def _tracked(path: Path, sheets: list[Sheet], table: KnownTable) -> Sheet | None:
    """The sheet of tracked events or shifts; one of that name must be it."""
    for sheet in sheets:
        if recognise(sheet.columns, (table,)) or TRACKED_SHEETS.get((sheet.name or "").lower()) is table:
            place = f"{path}, sheet {sheet.name}"
            check_required(table, sheet.columns, place)
            if table is EVENTS and not {"type", "event_type_"} & set(sheet.columns):
                raise UnreadableFile(f"{place}: column Type missing, expected in a table of {table.name}")
            return sheet
    return None


def _roster_sheet(cells: dict[str, list[list[Any]]]) -> Sheet | None:
    found = (sheet_from_cells(name, rows, ROSTER_COLUMNS) for name, rows in cells.items())
    return next((sheet for sheet in found if sheet is not None and "event_index" not in sheet.columns), None)


def _read_tables(path: Path, sheets: list[Sheet], partial: bool) -> Extract:
    extract, notes, known = Extract(path, "workbook of league tables"), Notes(path.name), 0
    for sheet in sheets:
        found = recognise_table(sheet.columns, f"{path}, sheet {sheet.name}", partial)
        if found is None:
            notes.add("", None, f"sheet {sheet.name}: unknown, not used", "a known table")
            continue
        known += 1
        if found.read is None:
            note_unused(found, sheet.name, notes)
        else:
            read_sheet(found, sheet, extract, notes)
    if not known:
        raise UnknownFormat(f"{path}: a workbook of no known format (sheets {', '.join(s.name or '' for s in sheets)})")
    extract.problems.extend(notes.problems())
    return extract
