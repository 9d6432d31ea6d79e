"""CSV files in the shape of a staging table, read column by column: a season has many cells and few values."""

from collections.abc import Callable, Sequence
from itertools import compress
from json.encoder import encode_basestring
from typing import Any

from ingest.contract.coerce import storable_text
from ingest.contract.column_rows import ColumnRows, RawText
from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.contract.table import Table
from ingest.formats.cells.dates import Dates
from ingest.formats.cells.tables import Lines
from ingest.formats.staging_csv.cells import BOOKKEEPING, CLOCKS, SPELLED_KEYS, cell_reader
from ingest.formats.staging_csv.events import TABLE as EVENTS
from ingest.formats.staging_csv.events import X, Y, settle_events
from ingest.parsing import keys, values
from ingest.parsing.clock import takes_minutes_for_hours

DAYS = frozenset({"game_date", "start_date"})
MOST_REMEMBERED = 50_000


class _Memory(dict[str, Any]):
    """A cache of a function of cell texts."""

    def __init__(self, function: Callable[[str], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Any:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        found = self[text] = self._function(text)
        return found


def column_rows(table: Table, lines: Lines, notes: Notes) -> ColumnRows:
    """Return the rows of a file for its table, without blank lines; no column may be in the file twice."""
    by_name = dict(zip(lines.columns, zip(*lines.rows, strict=True), strict=True)) if lines.rows else {}
    raws = _raw_texts([(title, by_name[name]) for name, title in lines.titles.items() if name and name in by_name])
    numbers = lines.numbers
    if "{}" in raws:
        wanted = [raw != "{}" for raw in raws]
        by_name = {name: tuple(compress(column, wanted)) for name, column in by_name.items()}
        raws, numbers = list(compress(raws, wanted)), list(compress(numbers, wanted))
    clocks = takes_minutes_for_hours(cell for name in CLOCKS for cell in by_name.get(name, ()) if ":" in cell)
    cells: dict[str, list[Any]] = {
        name: list(map(_Memory(cell_reader(name, clocks)).__getitem__, by_name.get(name, ())))
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


def _raw_texts(columns: list[tuple[str, Sequence[str]]]) -> list[RawText]:
    """Return each row as JSON text, without blank cells."""
    parts = [list(map(_Memory(_part_of(title)).__getitem__, column)) for title, column in columns]
    return [RawText(f"{{{', '.join(filter(None, row))}}}") for row in zip(*parts, strict=True)]


def _part_of(title: str) -> Callable[[str], str]:
    name = _json(title)

    def part(cell: str) -> str:
        return "" if values.is_blank(cell) else f"{name}: {_json(cell)}"

    return part


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
