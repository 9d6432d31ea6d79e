"""What is to land of one file, and the error raised if none of it does."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.contract.extract import Problem
from ingest.contract.work import TableWork
from ingest.journal.phases import Phase
from ingest.journal.summary import FileResult
from ingest.landing.audit import FileLoad
from ingest.landing.plausibility import Limits
from ingest.landing.receipts import Receipt


@dataclass(frozen=True)
class Part:
    """A further export that a game is joined from."""

    load: FileLoad
    result: FileResult


@dataclass
class FilePlan:
    """What is to land of a file, or of its part for a ``phase``.

    ``problems`` are the reader's; ``snapshot_game`` is set for an export; ``receipt`` is completed and kept. ``parts``
    are further exports that the game is joined from. With ``force`` it lands although it is not a plausible version of
    the staged game (``limits``). ``contradicted`` are the games of which a file of the same folder and run has another
    game's rows, and why; the file adds its own.
    """

    path: Path
    load: FileLoad
    phase: Phase
    work: list[TableWork]
    problems: list[Problem]
    snapshot_game: int | None = None
    strict: bool = False
    force: bool = False
    limits: Limits = field(default_factory=Limits)
    payload: str | None = None
    receipt: Receipt | None = None
    parts: tuple[Part, ...] = ()
    contradicted: dict[int, str] = field(default_factory=dict)

    @property
    def tables(self) -> list[str]:
        """The names of its tables."""
        return [each.rows.table.name for each in self.work]

    @property
    def games(self) -> frozenset[int]:
        """The games of the file; if it has a receipt, also those whose rows other files outrank."""
        known = frozenset[int]() if self.receipt is None else self.receipt.info.all_games
        own = () if self.snapshot_game is None else (self.snapshot_game,)
        return known.union(own, *(each.rows.games for each in self.work))


class FileRejected(Exception):
    """No row of the file lands; the message says why, ``problems`` are those found so far."""

    def __init__(self, reason: str, problems: list[Problem]) -> None:
        super().__init__(reason)
        self.problems = problems


def problems_of(plan: FilePlan, work: Iterable[TableWork]) -> list[Problem]:
    """Return the reader's problems and those of the rows."""
    return plan.problems + [problem for each in work for problem in each.rows.problems]
