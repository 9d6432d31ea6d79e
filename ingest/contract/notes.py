"""Notes of a reader on what it put right: one per kind, with its count and first origin."""

from dataclasses import dataclass
from typing import Any

from ingest.contract.extract import Origin, Problem, Row


@dataclass(frozen=True)
class _Kind:
    table: str
    column: str | None
    reason: str
    expected: str


class Notes:
    """Collects the notes of one file, and the problems that keep rows out."""

    def __init__(self, file: str, game_id: int | None = None) -> None:
        self.file = file
        self.game_id = game_id
        self._first: dict[_Kind, tuple[Origin, Any]] = {}
        self._counts: dict[_Kind, int] = {}
        self._fatal: list[Problem] = []

    def add(
        self,
        table: str,
        column: str | None,
        reason: str,
        expected: str,
        origin: Origin | None = None,
        value: Any = None,
    ) -> None:
        """Add a note; the row lands."""
        kind = _Kind(table, column, reason, expected)
        self._first.setdefault(kind, (origin or Origin(), value))
        self._counts[kind] = self._counts.get(kind, 0) + 1

    def reject(
        self, table: str, column: str | None, reason: str, expected: str, origin: Origin, value: Any, raw: Row
    ) -> None:
        """Add the problem of a row that cannot land."""
        problem = Problem(self.file, origin, table, column, value, expected, reason, True, self.game_id, raw)
        self._fatal.append(problem)

    def problems(self) -> list[Problem]:
        """Return the problems of rows that cannot land, then one note per kind with its count."""
        return self._fatal + [self._note(kind) for kind in self._first]

    def _note(self, kind: _Kind) -> Problem:
        origin, value = self._first[kind]
        count = self._counts[kind]
        reason = f"{kind.reason} ({count} times)" if count > 1 else kind.reason
        return Problem(self.file, origin, kind.table, kind.column, value, kind.expected, reason, False, self.game_id)
