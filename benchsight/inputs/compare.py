"""Two states of a table compared: rows added, removed and changed."""

from dataclasses import dataclass
from typing import Any

from benchsight.inputs.state import Rows
from ingest.contract.tables import TABLES


@dataclass(frozen=True)
class Cell:
    """A column with another value than before."""

    column: str
    old: Any
    new: Any


@dataclass(frozen=True)
class ChangedRow:
    """A row that is in both states, not the same."""

    key: str
    cells: list[Cell]


@dataclass(frozen=True)
class TableDiff:
    """The differences in one table; rows hold the columns that files fill."""

    table: str
    added: Rows
    removed: Rows
    changed: list[ChangedRow]

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.added or self.removed or self.changed)


def compare_rows(table: str, old: Rows, new: Rows) -> TableDiff:
    """Compare two states in the columns that files fill, without load, file, hash and times."""
    both = ((key, compare_row(table, old[key], new[key])) for key in old if key in new)
    return TableDiff(
        table,
        {key: content_of(table, row) for key, row in new.items() if key not in old},
        {key: content_of(table, row) for key, row in old.items() if key not in new},
        [ChangedRow(key, cells) for key, cells in both if cells],
    )


def compare_row(table: str, old: dict[str, Any], new: dict[str, Any]) -> list[Cell]:
    """Return the columns of a row that differ; one that a state does not have is NULL there."""
    cells = (Cell(name, old.get(name), new.get(name)) for name in TABLES[table].columns)
    return [cell for cell in cells if cell.old != cell.new]


def content_of(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that files fill."""
    return {name: row.get(name) for name in TABLES[table].columns}
