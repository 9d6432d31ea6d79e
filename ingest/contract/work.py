"""What is asked of a staging table: rows to land, the operation, and which old rows they replace or correct."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ingest.contract.checked import CheckedRows


class Operation(StrEnum):
    """What happens to a row whose key is there already.

    upsert: it is updated. append: the new row is rejected. replace: updated, and the other rows of the scope go.
    merge: the columns that the file has a value for are updated, the others stay.
    fill_gaps: it stays, unless it came from the same file; for secondary sources, nobody asks for it.
    """

    UPSERT = "upsert"
    APPEND = "append"
    REPLACE = "replace"
    MERGE = "merge"
    FILL_GAPS = "fill_gaps"


@dataclass(frozen=True)
class Scope:
    """Which rows of a table are replaced: those of some games (None: all), of rosters perhaps some kinds of source."""

    games: frozenset[int] | None
    source_kinds: frozenset[str] | None = None


@dataclass(frozen=True)
class Corrects:
    """What a file is the whole truth of (ingest/landing/corrections): ``sides`` of games.

    A side is (game, venue, kind of source); the schedule has none. ``kept`` are keys that another file of the call has
    settled; with ``own_file_only``, only what the same file wrote is corrected.
    """

    sides: frozenset[tuple[int, str, str | None]] = frozenset()
    kept: frozenset[Any] = frozenset()
    own_file_only: bool = False


@dataclass
class TableWork:
    """The rows for one table, what to do with them, and which old rows they replace or correct.

    With ``numbers_alike``, rows are refused whose keys mean other events than the same keys in the database.
    ``exports``: only those of the scope's rows go that came with an export of the game, of one of these formats.
    ``unjudged``: the games of which other files of the call bring rows of the table too.
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
        """The games it has rows of, or replaces the rows of."""
        replaced = None if self.scope is None else self.scope.games
        return frozenset(self.rows.games).union(replaced or ())
