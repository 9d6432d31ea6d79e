"""CSV files of known tables, recognised by the header before anything else is read."""

from functools import cache
from pathlib import Path

from ingest.contract.extract import Extract, UnknownFormat, UnreadableFile
from ingest.contract.notes import Notes
from ingest.contract.tables import TABLES
from ingest.formats.cells.tables import Lines, Sheet, column_names, csv_lines, csv_sheet
from ingest.formats.cells.text_form import TextForm, text_forms
from ingest.formats.league import members, neutral_csv, rosters, schedule, videos
from ingest.formats.recognise import TableFormat, check_required, recognise
from ingest.formats.shift_chart import chart
from ingest.formats.staging_csv.parts import read_lines, recognise_part, staging_formats
from ingest.formats.tracking_workbook.columns import EVENTS, ROSTER_COLUMNS, SHIFTS


@cache
def table_formats() -> dict[str, TableFormat]:
    """Return all known tables by name."""
    formats = [
        *staging_formats(),
        members.PLAYERS,
        members.TEAMS,
        members.SEASONS,
        *members.UNUSED,
        schedule.SCHEDULE,
        schedule.SUMMARY,
        rosters.ROSTERS,
        rosters.PLAYER_SUMMARY,
        rosters.GOALIE_SUMMARY,
        neutral_csv.SCHEDULE,
        neutral_csv.ROSTERS,
        neutral_csv.BOX_SCORES,
        chart.SHIFT_CHART,
        videos.VIDEOS,
    ]
    return {found.table.name: found for found in formats}


@cache
def known_columns() -> frozenset[str]:
    """Return the columns of all known tables and of tracking workbooks."""
    tables = [*(known.table for known in table_formats().values()), EVENTS, SHIFTS]
    return frozenset[str](ROSTER_COLUMNS).union(*(table.columns for table in tables))


def recognise_table(columns: tuple[str, ...], place: str, partial: bool = False) -> TableFormat | None:
    """Return the format of a table with these columns; raise UnreadableFile if a required column is missing.

    A ``partial`` table in the shape of a staging table needs only the key.
    """
    formats = table_formats()
    table = recognise(columns, (known.table for known in formats.values() if known.may_be(columns)))
    if partial and (table is None or not table.required <= set(columns)):
        part = recognise_part(columns, place)
        if part is not None:
            return formats[part]
    if table is None:
        return None
    check_required(table, columns, place)
    return formats[table.name]


def is_header(columns: tuple[str, ...]) -> bool:
    """Return whether these are the columns of a known table or of a tracking workbook."""
    tables = (known.table for known in table_formats().values() if known.may_be(columns))
    return recognise(columns, (*tables, EVENTS, SHIFTS)) is not None


def _recognised(path: Path, partial: bool) -> tuple[TextForm, TableFormat | None]:
    """Return the form of a CSV file and its table: by its first line or, below titles, one of the next."""
    first: TextForm | None = None
    for form in text_forms(path):
        found = recognise_table(column_names(form.header, known_columns()), str(path), partial)
        if found is not None:
            return form, found
        first = first or form
    assert first is not None
    return first, None


def read_csv(path: Path, partial: bool = False) -> Extract:
    """Return the extract of a CSV file; raise UnreadableFile, or UnknownFormat for an unknown table."""
    (form, found), known = _recognised(path, partial), known_columns()
    columns = column_names(form.header, known)
    if found is None:
        shown = "" if form.is_usual else f"; read as {form}"
        raise UnknownFormat(f"{path}: a file of no known format (columns {', '.join(columns[:6])[:80]} ...{shown})")
    _check_name(path, found)
    extract = Extract(path, f"CSV of {found.table.name}", fills_gaps=found.fills_gaps)
    notes = Notes(path.name)
    _note_form(form, notes)
    table: Sheet | Lines | None = None
    if found.read is None:
        note_unused(found, None, notes)
    elif found.table.name in TABLES and len(set(columns)) == len(columns):
        table = csv_lines(path, form, known)
        _reject_torn(found, table, notes)
        read_lines(TABLES[found.table.name], table, extract, notes)
    else:
        table = csv_sheet(path, form, known)
        read_sheet(found, table, extract, notes)
    if table is not None and table.decimal_commas:
        reason = f"{table.decimal_commas:,} numbers with a decimal comma; read with a point"
        notes.add("", None, reason, "a decimal point")
    if table is not None:
        note_repeated_headers(table.repeated_headers, None, notes)
    extract.problems.extend(notes.problems())
    return extract


def _note_form(form: TextForm, notes: Notes) -> None:
    """Note the form of a file that is not written as documented."""
    if not form.is_usual:
        notes.add("", None, f"read as {form}", "UTF-8 with commas; if names look wrong, save the file so")
    note_titles(form.titles, None, notes)


def note_titles(rows: int, sheet_name: str | None, notes: Notes) -> None:
    """Note rows above the header of a table."""
    if rows:
        where = f"sheet {sheet_name}: " if sheet_name else ""
        notes.add("", None, f"{where}what stands above the header is not read", "a header in the first row")


def note_repeated_headers(rows: int, sheet_name: str | None, notes: Notes) -> None:
    """Note rows of a table that repeat its header."""
    if rows:
        where = f"sheet {sheet_name}: " if sheet_name else ""
        reason = f"{where}rows that repeat the header, not read ({rows:,} times)"
        notes.add("", None, reason, "a header in the first row alone")


def _check_name(path: Path, found: TableFormat) -> None:
    """Raise UnreadableFile if the file is named after another staging table: its header may be damaged."""
    named = path.name.partition(".")[0]
    if named in TABLES and named != found.table.name:
        raise UnreadableFile(f"{path}: the columns are those of {found.table.name}, expected those of {named}")


def read_sheet(found: TableFormat, sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read a sheet of a known format; reject rows that do not fit the header."""
    _reject_torn(found, sheet, notes)
    if found.read is not None:
        found.read(sheet, extract, notes)


def _reject_torn(found: TableFormat, sheet: Sheet | Lines, notes: Notes) -> None:
    for origin, cells in sheet.torn:
        reason, expected = f"{len(cells)} cells in the row", f"{len(sheet.columns)} cells as in the header"
        notes.reject(found.lands_in, None, reason, expected, origin, None, {"cells": cells})


def note_unused(found: TableFormat, sheet_name: str | None, notes: Notes) -> None:
    """Note a table that is known but not used."""
    where = f"sheet {sheet_name}: " if sheet_name else ""
    notes.add("", None, f"{where}a table of {found.table.name}, known and not used", "nothing of it")
