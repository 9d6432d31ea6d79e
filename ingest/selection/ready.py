"""Files between path and landing: the part that is wanted, what is known of them, and their checked rows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.contract.checked import CheckedRows
from ingest.contract.extract import Extract, Problem
from ingest.contract.tables import TABLES
from ingest.contract.work import Operation
from ingest.journal.phases import Counts
from ingest.journal.summary import FileResult
from ingest.selection.facts import FileFacts
from ingest.selection.fetching import FetchedFile

MEMBERS = frozenset(name for name, table in TABLES.items() if not table.of_games)


@dataclass(frozen=True)
class Selection:
    """The part of a file that is wanted: rows of ``games`` and ``tables``, ``columns`` of a merge (empty: all)."""

    games: frozenset[int] = frozenset()
    operation: Operation = Operation.UPSERT
    columns: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()

    @property
    def is_merge(self) -> bool:
        """Whether rows may lack columns."""
        return self.operation is Operation.MERGE

    def __str__(self) -> str:
        """Return a text that is equal for equal selections."""
        return f"{sorted(self.games)} {self.is_merge} {sorted(self.columns)} {sorted(self.tables)}"


@dataclass(frozen=True)
class FileInfo:
    """A checked file without its rows; ``games`` are those of each table."""

    facts: FileFacts
    games: dict[str, frozenset[int]]
    counts: Counts

    @property
    def tables(self) -> frozenset[str]:
        """The tables with rows in the file, including rejected ones."""
        return frozenset(self.games)

    @property
    def all_games(self) -> frozenset[int]:
        """Every game of the file."""
        own = () if self.facts.snapshot_game is None else (self.facts.snapshot_game,)
        return frozenset(own).union(*self.games.values())


@dataclass
class CheckedFile:
    """A file with its checked rows. ``extract`` has the kind of the file, without its tables."""

    extract: Extract
    tables: list[CheckedRows]
    problems: list[Problem]

    @property
    def rows(self) -> int:
        """The number of rows read."""
        return sum(table.read for table in self.tables)


@dataclass(frozen=True)
class ReadyFile:
    """A file that was fetched and checked; or several exports of one game, the ``parts``, that land as one.

    ``fetched`` is then the export with the earliest period, and ``info`` that of the whole game.
    """

    fetched: FetchedFile
    info: FileInfo
    parts: tuple["ReadyFile", ...] = ()

    @classmethod
    def joined(cls, parts: Sequence["ReadyFile"]) -> "ReadyFile":
        """Return exports of one game, in the order of their periods, as one."""
        return cls(parts[0].fetched, _joined_info([part.info for part in parts]), tuple(parts))


class FileClosed(Exception):
    """A file does not reach landing; ``result`` says why."""

    def __init__(self, result: FileResult) -> None:
        super().__init__(result.reason)
        self.result = result


def _joined_info(parts: Sequence[FileInfo]) -> FileInfo:
    """Return the info of a game joined from parts in the order of their periods, under the name of the first."""
    facts = [part.facts for part in parts]
    exported = [each.exported_at for each in facts if each.exported_at is not None]
    whole = replace(
        facts[0],
        exported_at=max(exported, default=None),
        tables=frozenset[str]().union(*(each.tables for each in facts)),
        periods=sum(each.periods for each in facts),
        events=sum(each.events for each in facts),
        lists_roster=any(each.lists_roster for each in facts),
        tracked_periods=tuple(sorted(period for each in facts for period in each.tracked_periods)),
        shift_periods=tuple(sorted(period for each in facts for period in each.shift_periods)),
    )
    names = {name for part in parts for name in part.games}
    games = {name: frozenset[int]().union(*(part.games.get(name, ()) for part in parts)) for name in names}
    counts = Counts()
    for part in parts:
        counts += part.counts
    return FileInfo(whole, games, counts)


def shared_games(files: Iterable[ReadyFile]) -> dict[str, frozenset[int]]:
    """Return, by table, the games of which more than one file has rows, and whose landed rows must be remembered."""
    counts: dict[str, Counter[int]] = {}
    for file in files:
        for table, games in file.info.games.items():
            counts.setdefault(table, Counter()).update(games)
    return {table: frozenset(game for game, n in games.items() if n > 1) for table, games in counts.items()}
