"""CSV files in the shape of a staging table: same columns, rows land as they are."""

from collections.abc import Callable, Iterable
from typing import Any

from ingest.contract.extract import Extract, Row, TableRows, UnreadableFile
from ingest.contract.notes import Notes
from ingest.contract.table import Table
from ingest.contract.tables import TABLES
from ingest.formats.cells.tables import Lines, Record, Sheet
from ingest.formats.recognise import KnownTable, TableFormat
from ingest.formats.staging_csv.cells import BOOKKEEPING, CLOCKS, SPELLED_KEYS, cell_reader
from ingest.formats.staging_csv.columns import column_rows
from ingest.formats.staging_csv.events import TABLE as EVENTS
from ingest.formats.staging_csv.events import X, Y, settle_events
from ingest.parsing import keys, values
from ingest.parsing.clock import takes_minutes_for_hours


def staging_formats() -> list[TableFormat]:
    """Return one format per staging table."""
    return [TableFormat(_known(table), table.name, _reader(table)) for table in TABLES.values()]


def _known(table: Table) -> KnownTable:
    required = {name for name, column in table.columns.items() if column.required}
    if table.name in SPELLED_KEYS:
        required.discard(SPELLED_KEYS[table.name][0])
    return KnownTable(table.name, frozenset(table.columns) | BOOKKEEPING, frozenset(required))


def recognise_part(columns: Iterable[str], place: str) -> str | None:
    """Return the staging table with these columns, including its key; None if there is none.

    Raise UnreadableFile if they fit another table as well.
    """
    named = {column for column in columns if column} - BOOKKEEPING
    fitting = [table.name for table in TABLES.values() if named <= set(table.columns) and _has_key(table, named)]
    if len(fitting) > 1:
        expected = "a column that only one of them has"
        raise UnreadableFile(f"{place}: columns of {' and of '.join(fitting)}, expected {expected}")
    return fitting[0] if fitting else None


def _has_key(table: Table, columns: set[str]) -> bool:
    """Return whether the columns identify a row of the table, and have something else of it."""
    spelled = SPELLED_KEYS.get(table.name)
    keys = [set(table.key)] + ([{"game_id", spelled[1]}] if spelled else [])
    return any(key < columns for key in keys) and bool(columns - {*table.key, "game_id"})


def _reader(table: Table) -> Any:
    def read(sheet: Sheet, extract: Extract, notes: Notes) -> None:
        columns = [name for name in sheet.columns if name in table.columns and name not in BOOKKEEPING]
        clocks = takes_minutes_for_hours(record.get(name) for name in CLOCKS for record in sheet.records)
        readers = {name: cell_reader(name, clocks) for name in columns}
        spells_game = table.of_games and "game_id" not in columns  # of a part of a table
        _note_unknown(table, sheet.columns, notes)
        for record in sheet.records:
            row = {name: _cell(readers[name], record.get(name)) for name in columns}
            if spells_game:
                row["game_id"] = keys.game_of(row[table.key[0]])
            extract.table(table.name).add(row | _spelled_key(table, row, record) | {"raw": record.raw()}, record.origin)
        if table.name == EVENTS:
            _settle_events(extract.table(table.name), columns, notes)

    return read


def _settle_events(rows: TableRows, names: list[str], notes: Notes) -> None:
    columns = {name: [row.get(name) for row in rows.rows] for name in (*names, "game_id")}
    points = settle_events(columns, [origin.row for origin in rows.origins], notes)
    for row, x, y in zip(rows.rows, *points, strict=True) if points else ():
        row[X], row[Y] = x, y


def read_lines(table: Table, lines: Lines, extract: Extract, notes: Notes) -> None:
    """Read a CSV file in the shape of a staging table."""
    _note_unknown(table, lines.columns, notes)
    nameless = [place for place, name in enumerate(lines.columns) if not name]
    if any(not values.is_blank(row[place]) for place in nameless for row in lines.rows):
        notes.add(table.name, None, "cells of a column without a name, not read", "a name for each column")
    extract.tables[table.name] = column_rows(table, lines, notes)


def _note_unknown(table: Table, columns: Iterable[str], notes: Notes) -> None:
    for name in sorted({*columns} - {*table.columns, ""} - BOOKKEEPING):
        notes.add(table.name, name, "a column the table does not have; kept in raw alone", "a column of the table")


def _cell(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else read(value)


def _spelled_key(table: Table, row: Row, record: Record) -> Row:
    if table.name not in SPELLED_KEYS:
        return {}
    key, index_column, spell = SPELLED_KEYS[table.name]
    game_id, index = values.whole(row.get("game_id")), values.whole(row.get(index_column))
    if row.get(key) is not None or game_id is None or index is None:
        return {}
    return {key: spell(game_id, index)}
