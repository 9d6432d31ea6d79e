"""What a rebuild came to."""

from dataclasses import dataclass, field
from uuid import UUID

from benchsight.builds import BuildSummary


@dataclass(frozen=True)
class TableResult:
    """A table that was asked for, of one game or (None) of all, and the rows written; None for a view."""

    table: str
    category: str
    kind: str
    game_id: int | None
    rows: int | None


@dataclass
class RebuildSummary:
    """What a rebuild came to; ``status`` is completed, failed or nothing (nothing was due, or to be stored).

    ``also`` are the published tables that were written besides, since the others are made of them.
    """

    status: str
    operation: str
    names: list[str]
    games: list[int]
    load_id: UUID | None = None
    tables: list[TableResult] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    build: BuildSummary | None = None
    seconds: float = 0.0
