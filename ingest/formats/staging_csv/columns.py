"""CSV files in the shape of a staging table, read column by column: a season has many cells and few values."""

from collections.abc import Sequence
from itertools import compress, repeat
from json.encoder import encode_basestring
from typing import Any

from ingest.contract.coerce import storable_text
from ingest.contract.column_rows import ColumnRows, RawText
from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.contract.table import Table
from ingest.formats.cells.dates import Dates
from ingest.formats.cells.tables import Lines
from ingest.formats.staging_csv.cells import BOOKKEEPING, CLOCKS, SPELLED_KEYS, cell_reader, is_read_as_it_is
from ingest.formats.staging_csv.events import TABLE as EVENTS
from ingest.formats.staging_csv.events import X, Y, settle_events
from ingest.parsing import keys, values
from ingest.parsing.clock import takes_minutes_for_hours

DAYS = frozenset({"game_date", "start_date"})
FEW_ALIKE = 4
"""A column with fewer cells to a text is written cell by cell: to look a text up takes a quarter of the time."""

MARKS = "\"\\'=#"
"""Characters that JSON escapes, that mark a number as text, or that start the error of a formula."""


class _Cells:
    """The cells of one column: its distinct texts, and whether they are read and written as they are (``is_plain``)."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = cells
        self.distinct = {*cells}
        self.has_blanks = "" in self.distinct
        joined, written = "".join(self.distinct), self.distinct - {""}
        self.is_plain = joined.isascii() and joined.isprintable() and all(cell == cell.strip() for cell in written)
        self.is_plain = self.is_plain and not any(mark in joined for mark in MARKS)

    def read(self, name: str, clocks: bool) -> list[Any]:
        """Return the values of the column ``name``; ``clocks`` are minutes in cells for hours."""
        if self.is_plain and is_read_as_it_is(name):
            known: dict[str, Any] = {cell: cell or None for cell in self.distinct}  # equal cells become one object
        else:
            read = cell_reader(name, clocks)
            known = {cell: read(cell) for cell in self.distinct}
        return list(map(known.__getitem__, self.cells))

    def written(self, start: str) -> list[str]:
        """Return each cell as JSON text behind ``start``, and nothing for a blank."""
        if self.is_plain:
            if FEW_ALIKE * len(self.distinct) > len(self.cells):
                return [f'{start}"{cell}"' if cell else "" for cell in self.cells]
            known = {cell: f'{start}"{cell}"' if cell else "" for cell in self.distinct}
        else:
            known = {cell: "" if values.is_blank(cell) else f"{start}{_json(cell)}" for cell in self.distinct}
        return list(map(known.__getitem__, self.cells))


def column_rows(table: Table, lines: Lines, notes: Notes) -> ColumnRows:
    """Return the rows of a file for its table, without blank lines; no column may be in the file twice."""
    by_name = dict(zip(lines.columns, zip(*lines.rows, strict=True), strict=True)) if lines.rows else {}
    columns = {name: _Cells(cells) for name, cells in by_name.items() if name}
    raws = _raw_texts([(title, columns[name]) for name, title in lines.titles.items() if name in columns])
    numbers = lines.numbers
    if "{}" in raws:
        wanted = [raw != "{}" for raw in raws]
        by_name = {name: tuple(compress(column, wanted)) for name, column in by_name.items()}
        columns = {name: _Cells(cells) for name, cells in by_name.items() if name}
        raws, numbers = list(compress(raws, wanted)), list(compress(numbers, wanted))
    clocks = takes_minutes_for_hours(cell for name in CLOCKS for cell in by_name.get(name, ()) if ":" in cell)
    cells: dict[str, list[Any]] = {
        name: columns[name].read(name, clocks) if name in columns else []
        for name in lines.columns
        if name in table.columns and name not in BOOKKEEPING
    }
    for name in DAYS & cells.keys():
        dates = Dates(by_name.get(name, ()), name, table.name, notes)
        places = zip(by_name.get(name, ()), numbers, strict=True)
        cells[name] = [None if values.is_blank(cell) else dates.read(cell, Origin(None, row)) for cell, row in places]
    _spell_keys(table, cells)
    if table.name == EVENTS:
        points = settle_events(cells, numbers, notes)
        cells |= dict(zip((X, Y), points, strict=True)) if points else {}
    return ColumnRows(table.name, cells, raws, numbers)


def _raw_texts(columns: list[tuple[str, _Cells]]) -> list[RawText]:
    """Return each row as JSON text, without blank cells."""
    if columns and columns[0][1].is_plain and not columns[0][1].has_blanks:  # each other cell has a comma before it
        commas = ["", *repeat(", ", len(columns) - 1)]
        parts = [
            cells.written(f"{comma}{_json(title)}: ") for comma, (title, cells) in zip(commas, columns, strict=True)
        ]
        return [RawText(f"{{{''.join(row)}}}") for row in zip(*parts, strict=True)]
    parts = [cells.written(f"{_json(title)}: ") for title, cells in columns]
    return [RawText(f"{{{', '.join(filter(None, row))}}}") for row in zip(*parts, strict=True)]


def _json(text: str) -> str:
    return encode_basestring(storable_text(text))


def _spell_keys(table: Table, cells: dict[str, list[Any]]) -> None:
    """Fill keys that consist of game and index, and the game of a part of a table that has only the key."""
    if table.of_games and "game_id" not in cells:
        cells["game_id"] = list(map(keys.game_of, cells[table.key[0]]))
    if table.name not in SPELLED_KEYS:
        return
    key, index, spell = SPELLED_KEYS[table.name]
    rows = len(cells["game_id"])
    written = cells.get(key) or [None] * rows
    if index not in cells or None not in written:
        return
    games, indexes = (map(values.whole, cells[name]) for name in ("game_id", index))
    cells[key] = [
        spell(game, number) if stated is None and game is not None and number is not None else stated
        for stated, game, number in zip(written, games, indexes, strict=True)
    ]
