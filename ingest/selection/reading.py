"""The phases validate and transform: what each file holds, held to the contract; which files land, in which order."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.contract.checked import CheckedRows
from ingest.contract.column_rows import without_collection
from ingest.contract.extract import Extract, Problem, UnknownFormat, UnreadableFile
from ingest.contract.tables import TABLES
from ingest.contract.work import Operation
from ingest.formats import read_file
from ingest.journal.phases import Counts
from ingest.journal.summary import FileResult, Status
from ingest.selection.choose import LeftAside, choose_exports, landing_order, named_periods
from ingest.selection.facts import FileFacts, facts_of
from ingest.selection.fetching import FetchedFile
from ingest.selection.plan import checked_tables

MEMBERS = frozenset(name for name, table in TABLES.items() if not table.of_games)


@dataclass(frozen=True)
class Selection:
    """What of a file is wanted: rows of ``games`` and ``tables`` (empty: all); of a merge perhaps only ``columns``."""

    games: frozenset[int] = frozenset()
    operation: Operation = Operation.UPSERT
    columns: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()

    @property
    def is_merge(self) -> bool:
        """Whether rows may lack columns."""
        return self.operation is Operation.MERGE

    def __str__(self) -> str:
        """The same text for the same selection."""
        return f"{sorted(self.games)} {self.is_merge} {sorted(self.columns)} {sorted(self.tables)}"


@dataclass(frozen=True)
class FileInfo:
    """What is known of a checked file without its rows; ``games`` are those of each table."""

    facts: FileFacts
    games: dict[str, frozenset[int]]
    counts: Counts

    @property
    def tables(self) -> frozenset[str]:
        """The tables that the file has something for, be it only rejected rows."""
        return frozenset(self.games)

    @property
    def all_games(self) -> frozenset[int]:
        """Every game of the file."""
        own = () if self.facts.snapshot_game is None else (self.facts.snapshot_game,)
        return frozenset(own).union(*self.games.values())


@dataclass
class CheckedFile:
    """A file with its rows, checked. ``extract`` says what kind of file it is; its tables are left out."""

    extract: Extract
    tables: list[CheckedRows]
    problems: list[Problem]

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(table.read for table in self.tables)


@dataclass(frozen=True)
class ReadyFile:
    """A file that was fetched and checked; or several exports of one game, the ``parts``, that land as one.

    Of such a game ``fetched`` is the export with the earliest period, and ``info`` of all of them.
    """

    fetched: FetchedFile
    info: FileInfo
    parts: tuple["ReadyFile", ...] = ()

    @classmethod
    def joined(cls, parts: Sequence["ReadyFile"]) -> "ReadyFile":
        """Exports of one game, in the order of their periods."""
        return cls(parts[0].fetched, _joined_info([part.info for part in parts]), tuple(parts))


class FileClosed(Exception):
    """A file does not come as far as landing; ``result`` says why."""

    def __init__(self, result: FileResult) -> None:
        super().__init__(result.reason)
        self.result = result


def check_file(file: FetchedFile, wanted: Selection) -> tuple[FileInfo, CheckedFile]:
    """Read a file and hold its rows to the contract; raises FileClosed where there is none to land."""
    games = wanted.games
    with without_collection():
        extract = _read(file, wanted.is_merge)
        _require_wanted(file, extract, games)
        extract = _of_tables(extract, wanted.tables)
        problems = [replace(each, file=str(file.path)) for each in extract.problems if _is_wanted(each, games)]
        tables = _checked(file, extract, problems, wanted)
    if not tables and not any(problem.fatal for problem in problems):
        reason = problems[0].reason if problems else f"no row of the {_what_is_wanted(wanted)} asked for"
        raise FileClosed(FileResult(file.path, extract.file_format, Status.SKIPPED, [], problems, reason))
    checked = CheckedFile(replace(extract, tables={}, problems=[]), tables, problems)
    info = FileInfo(facts_of(extract), {rows.table.name: frozenset(rows.games) for rows in tables}, _counts(checked))
    return info, checked


def _of_tables(extract: Extract, tables: frozenset[str]) -> Extract:
    """What the file holds of some tables (empty: all); raises FileClosed for an export, which lands as a whole."""
    if not tables:
        return extract
    if extract.snapshot_game is not None:
        reason = "an export of a game lands as a whole, not table by table"
        raise FileClosed(FileResult(extract.path, extract.file_format, Status.SKIPPED, reason=reason))
    rows = {name: table for name, table in extract.tables.items() if name in tables}
    return replace(extract, tables=rows, problems=[each for each in extract.problems if each.table in tables])


def _what_is_wanted(wanted: Selection) -> str:
    if wanted.tables:
        return "tables"
    return "columns" if wanted.columns else "games"


def choose(files: Iterable[ReadyFile]) -> tuple[list[ReadyFile], list[FileResult]]:
    """The files that land, in landing order, exports of different periods of a game as one; and the exports left."""
    ready = {file.fetched.path: file for file in files}
    facts = [file.info.facts for file in ready.values()]
    closed = []
    for chosen in choose_exports(facts):
        closed += [_left_aside(each) for each in chosen.left]
        parts = [ready.pop(part.path) for part in chosen.parts]
        ready[parts[0].fetched.path] = ReadyFile.joined(parts) if len(parts) > 1 else parts[0]
    aside = {result.path for result in closed}
    return [ready[each.path] for each in landing_order(facts) if each.path in ready.keys() - aside], closed


def _left_aside(each: LeftAside) -> FileResult:
    """What is said of an export that does not land."""
    export, better = each.export, each.better.path.name
    game = export.snapshot_game
    if each.is_of_another_game:
        reason = f"two different games under one number, {game}: {each.reason} ({better}); correct the number of one"
        return FileResult(export.path, export.file_format, Status.FAILED, reason=reason, game_id=game)
    reason = f"game {game} is loaded from {better}: this export {each.reason}"
    if each.own_periods:
        are = "is" if len(each.own_periods) == 1 else "are"
        reason += f", but {named_periods(each.own_periods)} of the game {are} only in it, and left out"
        if each.shared:
            reason += f"; both have {each.shared}: taken out of one of them, the two are joined"
    return FileResult(export.path, export.file_format, Status.SKIPPED, reason=reason, game_id=game)


def _joined_info(parts: Sequence[FileInfo]) -> FileInfo:
    """What is known of the game that the parts, in the order of their periods, are joined to; called as the first."""
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
    """For each table the games that more than one file has rows of: what these land must be remembered."""
    counts: dict[str, Counter[int]] = {}
    for file in files:
        for table, games in file.info.games.items():
            counts.setdefault(table, Counter()).update(games)
    return {table: frozenset(game for game, n in games.items() if n > 1) for table, games in counts.items()}


def _read(file: FetchedFile, is_partial: bool) -> Extract:
    """The content of a file, made sure to be that which was fetched."""
    path = file.path
    try:
        extract = read_file(path, is_partial)
        if not file.is_unchanged():
            raise UnreadableFile(f"{path}: it changed while it was being loaded; load it again")
    except UnknownFormat as error:
        raise FileClosed(_closed_as_other_data(file, None, str(error))) from error
    except UnreadableFile as error:
        raise FileClosed(FileResult(path, None, Status.FAILED, reason=str(error))) from error
    except OSError as error:
        raise FileClosed(FileResult(path, None, Status.FAILED, reason=f"{path}: {error.strerror or error}")) from error
    except Exception as error:  # what a reader did not foresee is that file's failure, told and logged, and no other's
        raise _unforeseen(file, error) from error
    return extract


def _checked(file: FetchedFile, extract: Extract, problems: list[Problem], wanted: Selection) -> list[CheckedRows]:
    try:
        return checked_tables(extract, problems, wanted.games, wanted.operation, wanted.columns)
    except Exception as error:  # as above
        raise _unforeseen(file, error) from error


def _unforeseen(file: FetchedFile, error: Exception) -> FileClosed:
    kinds = {RecursionError: "nested too deeply", MemoryError: "too large for the memory there is"}
    what = next((text for kind, text in kinds.items() if isinstance(error, kind)), None)
    reason = f"{file.path}: it cannot be read: {what or f'{type(error).__name__}: {error}'}"
    return FileClosed(FileResult(file.path, None, Status.FAILED, reason=" ".join(reason.split())))


def _require_wanted(file: FetchedFile, extract: Extract, games: frozenset[int]) -> None:
    """Raises FileClosed where there is nothing to land for the games asked for."""
    game = extract.snapshot_game
    if games and game is not None and game not in games:
        reason = f"game {game} was not asked for"
        raise FileClosed(FileResult(file.path, extract.file_format, Status.SKIPPED, reason=reason, game_id=game))
    if not extract.problems and not any(table.rows for table in extract.tables.values()):
        reason = f"{file.path}: there is no row in it"
        raise FileClosed(_closed_as_other_data(file, extract.file_format, reason))


def _closed_as_other_data(file: FetchedFile, file_format: str | None, reason: str) -> FileResult:
    """In a folder there may be anything; a file that was named is meant."""
    status = Status.FAILED if file.is_named else Status.SKIPPED
    return FileResult(file.path, file_format, status, reason=reason, is_unused=True)


def _is_wanted(problem: Problem, games: frozenset[int]) -> bool:
    return not games or problem.game_id in (None, *games)


def _counts(checked: CheckedFile) -> Counts:
    """Rows that came in, that are good, and that are not."""
    good = sum(len(table.positions) for table in checked.tables)
    return Counts(rows_in=checked.rows, rows_out=good, rows_rejected=checked.rows - good)
