"""The rows of one table that pass the contract, and the problems of the others."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any

from ingest.contract.extract import Problem, Row, TableRows
from ingest.contract.table import Table

Key = tuple[Any, ...]


@dataclass
class CheckedRows:
    """The good rows of one table, column by column, as binary COPY takes them.

    ``positions`` are the rows' places in the source, ``rejected`` the places of rows with a fatal problem,
    ``lost_keys`` the keys of these. ``incomplete`` rows of a partial source lack a column that a new row needs (which,
    and what is expected there): they can only change existing rows. ``merged``, unless empty, are the only columns that
    a merge may change.
    """

    table: Table
    source: TableRows
    file: str
    columns: dict[str, list[Any]]
    positions: list[int]
    problems: list[Problem] = field(default_factory=list)
    rejected: set[int] = field(default_factory=set)
    lost_keys: set[Key] = field(default_factory=set)
    incomplete: dict[int, tuple[str, str]] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()

    @classmethod
    def empty(cls, table: Table, file: str) -> "CheckedRows":
        """Return an instance without rows."""
        return cls(table, TableRows(table.name), file, {name: [] for name in table.columns}, [])

    @property
    def read(self) -> int:
        """The number of rows in the source."""
        return len(self.source.rows)

    @property
    def games(self) -> set[int]:
        """The games of the good rows."""
        return set(self.columns.get("game_id", ()))

    def key_values(self, columns: Iterable[str] | None = None) -> list[Key]:
        """Return the key (or the given columns) of each good row."""
        return list(zip(*(self.columns[name] for name in columns or self.table.key), strict=True))

    def set_aside(self, marked: list[bool]) -> None:
        """Take the marked rows out of the good ones, without a problem."""
        if any(marked):
            wanted = [not mark for mark in marked]
            self.positions = list(compress(self.positions, wanted))
            self.columns = {name: list(compress(values, wanted)) for name, values in self.columns.items()}

    def lose(self, bad: list[bool]) -> None:
        """Take the marked rows out of the good ones as rejected; keys that no other row has are lost."""
        if any(bad):
            before = self.key_values()
            self.rejected |= set(compress(self.positions, bad))
            self.set_aside(bad)
            self.lost_keys |= set(before) - set(self.key_values())

    def reject(self, bad: list[bool], column: str, expected: str, reason: str) -> None:
        """Reject the marked rows, with one problem each."""
        for place in compress(range(len(bad)), bad):
            value = self.columns[column][place]
            game = self.columns["game_id"][place] if self.table.of_games else None
            self.blame(self.positions[place], column, value, expected, reason, game)
        self.lose(bad)

    def copy(self) -> "CheckedRows":
        """Return a copy whose further rejections do not change this one."""
        return replace(self, problems=list(self.problems), rejected=set(self.rejected), lost_keys=set(self.lost_keys))

    def blame(self, position: int, column: str, value: Any, expected: str, reason: str, game_id: int | None) -> None:
        """Add the problem that keeps a row of the source out of the database."""
        raw = _raw_of(self.source.rows[position])
        origin = self.source.origins[position]
        self.problems.append(
            Problem(self.file, origin, self.table.name, column, value, expected, reason, True, game_id, raw)
        )

    def note(self, position: int, column: str, value: Any, expected: str, reason: str) -> None:
        """Add a note about a row of the source, which lands."""
        origin = self.source.origins[position]
        self.problems.append(Problem(self.file, origin, self.table.name, column, value, expected, reason, fatal=False))


def _raw_of(row: Row) -> Row:
    """Return the source row; if the reader kept no raw row, the cells that it read."""
    raw = row.get("raw")
    return raw if isinstance(raw, dict) else row
