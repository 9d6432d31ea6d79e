"""The work for one staging table: rows to land, the operation, and the old rows that they replace or correct."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ingest.contract.checked import CheckedRows


class Operation(StrEnum):
    """What happens to a row whose key exists.

    upsert: it is updated. append: the new row is rejected. replace: updated, and other rows of the scope are deleted.
    merge: only columns for which the file has a value are updated. fill_gaps: it stays, unless it came from the same
    file; used for secondary sources, not by users.
    """

    UPSERT = "upsert"
    APPEND = "append"
    REPLACE = "replace"
    MERGE = "merge"
    FILL_GAPS = "fill_gaps"


@dataclass(frozen=True)
class Scope:
    """The rows of a table that are replaced: of some games (None: all), of rosters also of some kinds of source."""

    games: frozenset[int] | None
    source_kinds: frozenset[str] | None = None


@dataclass(frozen=True)
class Corrects:
    """The ``sides`` of games of which a file is the whole truth (see ingest/landing/corrections.py).

    A side is (game, venue, kind of source); the schedule has none. ``kept`` are keys that another file of the call has
    settled; with ``own_file_only``, only rows written by the same file are corrected.
    """

    sides: frozenset[tuple[int, str, str | None]] = frozenset()
    kept: frozenset[Any] = frozenset()
    own_file_only: bool = False


@dataclass
class TableWork:
    """Rows for one table, the operation, and the old rows that they replace or correct.

    With ``numbers_alike``, rows are refused if their keys belong to other events in the database. ``exports`` limits
    the deleted rows of the scope to those that came with an export of one of these formats. ``unjudged`` are games of
    which other files of the call bring rows of the table too.
    """

    rows: CheckedRows
    operation: Operation
    scope: Scope | None = None
    numbers_alike: bool = False
    corrects: Corrects | None = None
    exports: frozenset[str] = frozenset()
    unjudged: frozenset[int] = frozenset()

    @property
    def games(self) -> frozenset[int]:
        """The games of its rows, and of the rows that it replaces."""
        replaced = None if self.scope is None else self.scope.games
        return frozenset(self.rows.games).union(replaced or ())
