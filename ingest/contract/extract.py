"""What a reader returns: the rows of one file by staging table, and the problems it found."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where a value was: sheet (or JSON path, or None) and row number (1-based) as a spreadsheet program shows it."""

    sheet: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        """Return the place as a message names it: sheet and row, or the JSON path."""
        sheet = self.sheet if self.sheet is None or self.sheet.endswith("]") else f"sheet {self.sheet}"
        row = None if self.row is None else f"row {self.row}"
        return ", ".join(part for part in (sheet, row) if part is not None)


@dataclass(frozen=True)
class Problem:
    """A value or row that is not as expected.

    A ``fatal`` problem keeps its row out of the database (it goes to staging_rejects with ``raw``); any other is a note
    in the summary, and the row lands.
    """

    file: str
    origin: Origin
    table: str
    column: str | None
    value: Any
    expected: str
    reason: str
    fatal: bool = True
    game_id: int | None = None
    raw: Row | None = None

    def __str__(self) -> str:
        """Return one line: file, sheet, row, column, value and what was expected."""
        place = [part for part in (self.file, str(self.origin)) if part]
        if self.column is not None:
            place.append(f"column {self.column}")
        shown = "" if self.value is None else f" (found {str(self.value)[:80]!r})"
        return f"{', '.join(place)}: {self.reason}{shown}; expected {self.expected}"


@dataclass
class TableRows:
    """Rows for one staging table with their origins; values are as read, before the contract types and checks them."""

    table: str
    rows: Sequence[Row] = field(default_factory=list)
    origins: Sequence[Origin] = field(default_factory=list)

    def add(self, row: Row, origin: Origin) -> None:
        """Append a row; its keys are columns of the staging table."""
        if not (isinstance(self.rows, list) and isinstance(self.origins, list)):
            raise TypeError(f"the rows for {self.table} are complete")
        self.rows.append(row)
        self.origins.append(origin)

    def columns(self, names: Iterable[str]) -> Iterator[Sequence[Any]]:
        """Return the values of each of these columns, row by row; None if a row does not have the column."""
        for name in names:
            yield [row.get(name) for row in self.rows]

    def unknown_columns(self, known: Container[str]) -> dict[str, int]:
        """Return, for each column that is not known, the first row that has it."""
        found: dict[str, int] = {}
        shapes = set()
        for position, row in enumerate(self.rows):
            shape = tuple(row)
            if shape not in shapes:
                shapes.add(shape)
                found |= {name: position for name in shape if name not in known and name not in found}
        return found


@dataclass
class Extract:
    """The content of one file.

    ``snapshot_game`` is set for an export of one game, whose rows replace the game's tracked rows; None means row-wise
    data, upserted by key. ``fills_gaps`` marks a secondary source (a summary made from the league's tables): its rows
    land only if their key is new. ``from_chart``: its stints were cut from a shift chart; they replace the stints of
    their games, and get their players' slots when they land (chart_slots).
    """

    path: Path
    file_format: str
    tables: dict[str, TableRows] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    snapshot_game: int | None = None
    exported_at: datetime | None = None
    fills_gaps: bool = False
    from_chart: bool = False

    def table(self, name: str) -> TableRows:
        """Return the rows for a staging table, which are created empty."""
        if name not in self.tables:
            self.tables[name] = TableRows(name)
        return self.tables[name]


class UnreadableFile(Exception):
    """The file cannot be read as any known format; the message is one line that says why."""


class UnknownFormat(UnreadableFile):
    """A readable file of no known format; a load of a folder names it and goes on."""
