"""What a reader returns: the rows of one file by staging table, and what could not be read."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where a value stood: sheet (or JSON path, or None) and row number as the user's program shows it (1-based)."""

    sheet: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        """The place as a message names it: sheet and row, or the JSON path."""
        sheet = self.sheet if self.sheet is None or self.sheet.endswith("]") else f"sheet {self.sheet}"
        row = None if self.row is None else f"row {self.row}"
        return ", ".join(part for part in (sheet, row) if part is not None)


@dataclass(frozen=True)
class Problem:
    """One value or row that is not as expected.

    A ``fatal`` problem keeps its row out of the database (it goes to staging_rejects with ``raw``);
    any other is a note in the summary, and the row lands.
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
        """One line: file, sheet, row, column, value and what was expected."""
        place = [part for part in (self.file, str(self.origin)) if part]
        if self.column is not None:
            place.append(f"column {self.column}")
        shown = "" if self.value is None else f" (found {str(self.value)[:80]!r})"
        return f"{', '.join(place)}: {self.reason}{shown}; expected {self.expected}"


@dataclass
class TableRows:
    """Rows for one staging table, each with its origin; values are as read, the contract types and checks them."""

    table: str
    rows: Sequence[Row] = field(default_factory=list)
    origins: Sequence[Origin] = field(default_factory=list)

    def add(self, row: Row, origin: Origin) -> None:
        """Append a row; keys are columns of the staging table."""
        if not (isinstance(self.rows, list) and isinstance(self.origins, list)):
            raise TypeError(f"the rows for {self.table} are complete")
        self.rows.append(row)
        self.origins.append(origin)

    def columns(self, names: Iterable[str]) -> Iterator[Sequence[Any]]:
        """The values of each of these columns, row by row; None where a row does not have the column."""
        for name in names:
            yield [row.get(name) for row in self.rows]

    def unknown_columns(self, known: Container[str]) -> dict[str, int]:
        """The first row that has each column that is not among the known ones."""
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
    """All that one file yields.

    ``snapshot_game`` is set for an export of one game: what lands replaces that game's tracked rows
    (``snapshot_tables``). ``None`` means row-wise data, upserted by key. ``fills_gaps`` marks a secondary
    source (a summary made from the league's tables): its rows land only where the key is not there yet.
    ``from_chart``: its stints were cut from a shift chart, so that they replace the stints of their games, and get
    their players' slots when they land (chart_slots).
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
        """The rows for a staging table, made empty at first use."""
        if name not in self.tables:
            self.tables[name] = TableRows(name)
        return self.tables[name]


class UnreadableFile(Exception):
    """The file cannot be read as any format we know; the message is one line that says why."""


class UnknownFormat(UnreadableFile):
    """A readable file of no known format; a load of a folder names it and goes on."""
